/** What a status of a member is called, in lists and in refusals that name one. */
export const statusNames = {
  active: '在会',
  suspended: '休会',
  withdrawn: '退会',
  expelled: '除名',
  deceased: '逝去',
  applied: '申請中',
  rejected: '不承認',
  application_withdrawn: '申請取下',
};
