/** Inputs of what is about files of records, yearly proofs, changes that members ask for and signed forms; part of `procedure-inputs`. */
export const fileInputs: Record<string, ((ids: Record<string, string>) => unknown) | null> = {
  'proofs.list': null,
  'proofs.decide': ({ memberId }) => ({
    memberId,
    dueOn: '2026-04-15',
    fileId: 'fil_01JZZZZZZZZZZZZZZZZZZZZZZZ',
    accept: true,
    reason: '',
  }),
  'proofs.passes': null,
  'proofs.confirm': ({ memberId }) => ({ memberId, seenOn: '2026-04-10', memo: '' }),
  'proofs.takeBack': ({ memberId }) => ({ memberId, dueOn: '2026-04-15', reason: '' }),
  'proofs.saveRule': ({ membershipTypeId }) => ({
    membershipTypeId,
    opensOn: '04-01',
    dueOn: '04-15',
    fallbackTypeId: 'mty_01JZZZZZZZZZZZZZZZZZZZZZZZ',
  }),
  'proofs.dropRule': ({ membershipTypeId }) => ({ membershipTypeId }),
  'proofs.mine': null,
  'changeRequests.list': ({ memberId }) => ({ memberId }),
  'changeRequests.decide': () => ({
    changes: [{ changeRequestId: 'crq_01JZZZZZZZZZZZZZZZZZZZZZZZ', now: null }],
    accept: true,
    reason: '',
  }),
  'changeRequests.mine': null,
  'changeRequests.withdraw': () => ({ changeRequestId: 'crq_01JZZZZZZZZZZZZZZZZZZZZZZZ' }),
  'members.files': ({ memberId }) => ({ memberId }),
  'members.readers': ({ memberId }) => ({ memberId }),
  'applications.signedForm': ({ applicationId }) => ({ applicationId }),
  'applications.mySignedForms': null,
};
