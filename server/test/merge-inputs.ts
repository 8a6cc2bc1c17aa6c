type Inputs = (ids: Record<string, string>) => unknown;

/** Of the procedures that make one record of two. */
export const mergeInputs: Record<string, Inputs> = {
  'duplicates.dismiss': ({ memberId, otherMemberId }) => ({ memberIds: [memberId, otherMemberId] }),
  'duplicates.restore': ({ memberId, otherMemberId }) => ({ memberIds: [memberId, otherMemberId] }),
  'reports.mergePlan': ({ memberId, otherMemberId }) => ({ memberIds: [memberId, otherMemberId] }),
  'duplicates.planMerge': ({ memberId, otherMemberId }) => ({ keptId: memberId, mergedId: otherMemberId }),
  'duplicates.merge': ({ memberId, otherMemberId }) => ({
    keptId: memberId,
    mergedId: otherMemberId,
    fingerprint: '0'.repeat(64),
    choices: { fromMerged: [], customFromMerged: [], tags: 'kept', history: 'kept', account: 'kept' },
  }),
  'duplicates.mergesOf': ({ memberId }) => ({ memberId }),
  'duplicates.undoMerge': ({ mergeId }) => ({ mergeId }),
};
