import { offeringAccounts } from '../accounts/allowed-method.service.ts';
import { chooseMethods, enterAccount, enteredAccounts, providerFacts, rotateSecret } from '../accounts/entered-account.service.ts';
import { connectSandbox, sandboxProviders, toAccountView } from '../accounts/account.service.ts';
import { cardsOfMembers, cardsOffered, finishSetup, forgetCards, removeCards, setUpCard } from '../cards/card.service.ts';
import { askProvider } from '../charges/charge-ask.service.ts';
import { findCharge } from '../charges/charge.repository.ts';
import { currentChargeOf, openCharge } from '../charges/charge.service.ts';
import { voidForPayables } from '../charges/charge-void.service.ts';
import { toChargeView } from '../charges/charge.view.ts';
import { availableMethods } from '../charges/method.service.ts';
import { dropDebits } from '../debits/collection-drop.service.ts';
import { collectionDetail, collectionsOf } from '../debits/collection-list.service.ts';
import { collect, openCollection } from '../debits/collection.service.ts';
import { endContract } from '../debits/contract-end.service.ts';
import { approveContract, debitOverview, saveContract } from '../debits/debit-contract.service.ts';
import { debitFile } from '../debits/debit-file.service.ts';
import { uploadResult } from '../debits/debit-result.service.ts';
import { forgetAccounts } from '../debits/mandate.repository.ts';
import { stopMandateOf } from '../debits/mandate-fate.service.ts';
import { listMandates, mandateOf, moveMandate, registerMandate, requestMandate } from '../debits/mandate.service.ts';
import { forgetNames } from '../payables/payable.repository.ts';
import { refundWayOf, settleByWord } from '../refunds/refund.service.ts';
import { feeTerms, setFeeBearer } from '../payouts/fee.service.ts';
import { forgetPayoutAccounts, payoutAccount, savePayoutAccount } from '../payouts/payout-account.service.ts';
import { archivePage } from '../archive/archive.service.ts';
import { payoutStatement, payoutsOfOrganization } from '../payouts/payout.service.ts';
import { forgetRemitters } from '../reconciliation/deposit.repository.ts';
import {
  bankFiles,
  claimDeposit,
  deskDeposit,
  deskDeposits,
  finishDeposit,
  holdDeposit,
  readBankFile,
  reopenDeposit,
} from '../reconciliation/deposit.service.ts';
import { settleHeld } from '../reconciliation/held-money.service.ts';
import { chooseRecalled, unchooseRecalled } from '../reconciliation/recall.service.ts';
import { settlementLines, settlementOfOrganization, settlementsOfOrganization } from '../reconciliation/settlement.service.ts';
import { listDeadNotices, replayNotice, traceCharges } from '../reconciliation/money-trace.service.ts';
import { whereaboutsOf } from '../reconciliation/whereabouts.service.ts';
import { deskRouter } from './desk-router.ts';
import { type Output, input, t } from './internal-procedure.ts';

/** Built from the shared contract, procedure by procedure. */
export const internalRouter = t.router({
  debits: t.router({
    overview: input('debits.overview').query(({ ctx }): Promise<Output<'debits.overview'>> => debitOverview(ctx.platform, ctx.scope)),
    saveContract: input('debits.saveContract').mutation(({ ctx, input: contract }): Promise<Output<'debits.saveContract'>> =>
      saveContract(ctx.platform, ctx.scope, contract),
    ),
    approveContract: input('debits.approveContract').mutation(({ ctx, input: { version } }): Promise<Output<'debits.approveContract'>> =>
      approveContract(ctx.platform, ctx.scope, version),
    ),
    endContract: input('debits.endContract').mutation(({ ctx, input: { version } }): Promise<Output<'debits.endContract'>> =>
      endContract(ctx.platform, ctx.scope, version),
    ),
    mandates: input('debits.mandates').query(({ ctx, input: ask }): Promise<Output<'debits.mandates'>> =>
      listMandates(ctx.platform, ctx.scope, ask),
    ),
    mandateOf: input('debits.mandateOf').query(({ ctx, input: { memberId } }): Promise<Output<'debits.mandateOf'>> =>
      mandateOf(ctx.platform, ctx.scope, memberId),
    ),
    requestMandate: input('debits.requestMandate').mutation(({ ctx, input: { memberId } }): Promise<Output<'debits.requestMandate'>> =>
      requestMandate(ctx.platform, ctx.scope, memberId),
    ),
    registerMandate: input('debits.registerMandate').mutation(
      ({ ctx, input: { memberId, account } }): Promise<Output<'debits.registerMandate'>> =>
        registerMandate(ctx.platform, ctx.scope, memberId, account),
    ),
    moveMandate: input('debits.moveMandate').mutation(({ ctx, input: move }): Promise<Output<'debits.moveMandate'>> =>
      moveMandate(ctx.platform, ctx.scope, move),
    ),
    stopMandate: input('debits.stopMandate').mutation(({ ctx, input: { memberId } }): Promise<Output<'debits.stopMandate'>> =>
      stopMandateOf(ctx.platform, ctx.scope, memberId, 'member'),
    ),
    collections: input('debits.collections').query(({ ctx }): Promise<Output<'debits.collections'>> =>
      collectionsOf(ctx.platform, ctx.scope),
    ),
    collection: input('debits.collection').query(({ ctx, input: { collectionId } }): Promise<Output<'debits.collection'>> =>
      collectionDetail(ctx.platform, ctx.scope, collectionId),
    ),
    openCollection: input('debits.openCollection').mutation(({ ctx, input: { month } }): Promise<Output<'debits.openCollection'>> =>
      openCollection(ctx.platform, ctx.scope, month),
    ),
    collect: input('debits.collect').mutation(({ ctx, input: part }): Promise<Output<'debits.collect'>> =>
      collect(ctx.platform, ctx.connectors, ctx.scope, part),
    ),
    file: input('debits.file').mutation(({ ctx, input: { collectionId } }): Promise<Output<'debits.file'>> =>
      debitFile(ctx.platform, ctx.scope, collectionId),
    ),
    drop: input('debits.drop').mutation(({ ctx, input: { collectionId } }): Promise<Output<'debits.drop'>> =>
      dropDebits(ctx.platform, ctx.scope, collectionId),
    ),
    uploadResult: input('debits.uploadResult').mutation(({ ctx, input: { packed } }): Promise<Output<'debits.uploadResult'>> =>
      uploadResult(ctx.platform, ctx.connectors, ctx.scope, packed),
    ),
  }),
  cards: t.router({
    offered: input('cards.offered').query(({ ctx }): Promise<Output<'cards.offered'>> =>
      cardsOffered(ctx.platform, ctx.connectors, ctx.scope),
    ),
    setUp: input('cards.setUp').mutation(({ ctx, input: request }): Promise<Output<'cards.setUp'>> =>
      setUpCard(ctx.platform, ctx.connectors, ctx.scope, request),
    ),
    finishSetup: input('cards.finishSetup').mutation(({ ctx, input: { setupId } }): Promise<Output<'cards.finishSetup'>> =>
      finishSetup(ctx.platform, ctx.connectors, ctx.scope, setupId),
    ),
    ofMember: input('cards.ofMember').query(
      async ({ ctx, input: { memberId } }): Promise<Output<'cards.ofMember'>> =>
        (await cardsOfMembers(ctx.platform, ctx.scope, [memberId]))[0] ?? null,
    ),
    ofMembers: input('cards.ofMembers').query(({ ctx, input: { memberIds } }): Promise<Output<'cards.ofMembers'>> =>
      cardsOfMembers(ctx.platform, ctx.scope, memberIds),
    ),
    remove: input('cards.remove').mutation(({ ctx, input: { memberId } }): Promise<Output<'cards.remove'>> =>
      removeCards(ctx.platform, ctx.connectors, ctx.scope, memberId),
    ),
    forget: input('cards.forget').mutation(async ({ ctx, input: { atAnyRate } }): Promise<Output<'cards.forget'>> => ({
      left: await forgetCards(ctx.platform, ctx.connectors, ctx.scope, atAnyRate),
    })),
  }),
  methods: t.router({
    available: input('methods.available').query(({ ctx, input: { amount } }): Promise<Output<'methods.available'>> =>
      availableMethods(ctx.platform, ctx.connectors, ctx.scope, amount),
    ),
  }),
  charges: t.router({
    open: input('charges.open').mutation(({ ctx, input: request }): Promise<Output<'charges.open'>> =>
      openCharge(ctx.platform, ctx.connectors, ctx.inbox, ctx.scope, request),
    ),
    get: input('charges.get').query(async ({ ctx, input: { chargeId } }): Promise<Output<'charges.get'>> => {
      const charge = await findCharge(ctx.platform.databases.payments, ctx.scope, chargeId);
      return charge && toChargeView(ctx.platform, charge);
    }),
    forPayable: input('charges.forPayable').query(async ({ ctx, input: { payableId } }): Promise<Output<'charges.forPayable'>> => {
      const charge = await currentChargeOf(ctx.platform, ctx.scope, payableId);
      return charge && toChargeView(ctx.platform, charge);
    }),
    ask: input('charges.ask').mutation(({ ctx, input: { chargeId } }): Promise<Output<'charges.ask'>> =>
      askProvider(ctx.platform, ctx.connectors, ctx.inbox, ctx.scope, chargeId),
    ),
    refundable: input('charges.refundable').query(async ({ ctx, input: { chargeId } }): Promise<Output<'charges.refundable'>> => ({
      way: await refundWayOf(ctx.platform, ctx.connectors, ctx.scope, chargeId),
    })),
    refundSaid: input('charges.refundSaid').mutation(async ({ ctx, input: said }): Promise<Output<'charges.refundSaid'>> => {
      await settleByWord(ctx.platform, ctx.scope, said);
      return {};
    }),
    settleHeld: input('charges.settleHeld').mutation(async ({ ctx, input: said }): Promise<Output<'charges.settleHeld'>> => {
      await settleHeld(ctx.platform, ctx.connectors, ctx.scope, said);
      return {};
    }),
    voidForPayables: input('charges.voidForPayables').mutation(
      async ({ ctx, input: { payableIds } }): Promise<Output<'charges.voidForPayables'>> => ({
        voided: await voidForPayables(ctx.platform, ctx.connectors, ctx.scope, payableIds),
      }),
    ),
  }),
  traces: t.router({
    charges: input('traces.charges').query(({ ctx, input: asked }): Promise<Output<'traces.charges'>> =>
      traceCharges(ctx.platform, ctx.scope, asked),
    ),
    whereabouts: input('traces.whereabouts').query(({ ctx, input: { chargeId } }): Promise<Output<'traces.whereabouts'>> =>
      whereaboutsOf(ctx.platform, ctx.scope, chargeId),
    ),
  }),
  inbox: t.router({
    dead: input('inbox.dead').query(({ ctx }): Promise<Output<'inbox.dead'>> => listDeadNotices(ctx.platform, ctx.scope)),
    replay: input('inbox.replay').mutation(async ({ ctx, input: { id } }): Promise<Output<'inbox.replay'>> => ({
      replayed: await replayNotice(ctx.platform, ctx.scope, id),
    })),
  }),
  payables: t.router({
    forgetNames: input('payables.forgetNames').mutation(async ({ ctx }): Promise<Output<'payables.forgetNames'>> => ({
      forgotten:
        (await forgetNames(ctx.platform.databases.payments, ctx.scope)) +
        (await forgetRemitters(ctx.platform.databases.payments, ctx.scope)) +
        (await forgetAccounts(ctx.platform.databases.payments, ctx.scope)),
    })),
  }),
  deposits: t.router({
    read: input('deposits.read').mutation(({ ctx, input: { fileName, packed, readBy } }): Promise<Output<'deposits.read'>> =>
      readBankFile(ctx.platform, ctx.scope, { fileName, packed: Buffer.from(packed, 'base64'), readBy }),
    ),
    files: input('deposits.files').query(({ ctx }): Promise<Output<'deposits.files'>> => bankFiles(ctx.platform, ctx.scope)),
    list: input('deposits.list').query(({ ctx, input: asked }): Promise<Output<'deposits.list'>> =>
      deskDeposits(ctx.platform, ctx.scope, asked),
    ),
    get: input('deposits.get').query(({ ctx, input: { depositId } }): Promise<Output<'deposits.get'>> =>
      deskDeposit(ctx.platform, ctx.scope, depositId),
    ),
    claim: input('deposits.claim').mutation(({ ctx, input: claim }): Promise<Output<'deposits.claim'>> =>
      claimDeposit(ctx.platform, ctx.scope, claim),
    ),
    finish: input('deposits.finish').mutation(async ({ ctx, input: finish }): Promise<Output<'deposits.finish'>> => {
      await finishDeposit(ctx.platform, ctx.scope, finish);
      return {};
    }),
    reopen: input('deposits.reopen').mutation(async ({ ctx, input: { depositId, round } }): Promise<Output<'deposits.reopen'>> => ({
      done: await reopenDeposit(ctx.platform, ctx.scope, depositId, round),
    })),
    hold: input('deposits.hold').mutation(async ({ ctx, input: { depositId, note, by } }): Promise<Output<'deposits.hold'>> => ({
      done: await holdDeposit(ctx.platform, ctx.scope, depositId, note, by),
    })),
    recall: input('deposits.recall').mutation(async ({ ctx, input: choice }): Promise<Output<'deposits.recall'>> => ({
      done: await chooseRecalled(ctx.platform, ctx.scope, choice),
    })),
    unrecall: input('deposits.unrecall').mutation(async ({ ctx, input: { depositId, round } }): Promise<Output<'deposits.unrecall'>> => ({
      done: await unchooseRecalled(ctx.platform, ctx.scope, depositId, round),
    })),
  }),
  settlements: t.router({
    list: input('settlements.list').query(({ ctx, input: { cursor } }): Promise<Output<'settlements.list'>> =>
      settlementsOfOrganization(ctx.platform, ctx.connectors, ctx.scope, cursor),
    ),
    get: input('settlements.get').query(({ ctx, input: { settlementId } }): Promise<Output<'settlements.get'>> =>
      settlementOfOrganization(ctx.platform, ctx.scope, settlementId),
    ),
    lines: input('settlements.lines').query(({ ctx, input: asked }): Promise<Output<'settlements.lines'>> =>
      settlementLines(ctx.platform, ctx.scope, asked),
    ),
  }),
  fees: t.router({
    terms: input('fees.terms').query(({ ctx }): Promise<Output<'fees.terms'>> => feeTerms(ctx.platform, ctx.scope)),
    setBearer: input('fees.setBearer').mutation(({ ctx, input: wanted }): Promise<Output<'fees.setBearer'>> =>
      setFeeBearer(ctx.platform, ctx.scope, wanted),
    ),
  }),
  payouts: t.router({
    list: input('payouts.list').query(({ ctx }): Promise<Output<'payouts.list'>> => payoutsOfOrganization(ctx.platform, ctx.scope)),
    statement: input('payouts.statement').query(({ ctx, input: wanted }): Promise<Output<'payouts.statement'>> =>
      payoutStatement(ctx.platform, ctx.scope, wanted),
    ),
    account: input('payouts.account').query(({ ctx }): Promise<Output<'payouts.account'>> => payoutAccount(ctx.platform, ctx.scope)),
    saveAccount: input('payouts.saveAccount').mutation(({ ctx, input: wanted }): Promise<Output<'payouts.saveAccount'>> =>
      savePayoutAccount(ctx.platform, ctx.scope, wanted),
    ),
    forgetAccounts: input('payouts.forgetAccounts').mutation(async ({ ctx }): Promise<Output<'payouts.forgetAccounts'>> => ({
      forgotten: await forgetPayoutAccounts(ctx.platform, ctx.scope),
    })),
  }),
  archive: t.router({
    page: input('archive.page').query(({ ctx, input: wanted }): Promise<Output<'archive.page'>> =>
      archivePage(ctx.platform, ctx.scope, wanted),
    ),
  }),
  desk: deskRouter,
  accounts: t.router({
    list: input('accounts.list').query(async ({ ctx }): Promise<Output<'accounts.list'>> =>
      (await offeringAccounts(ctx.platform, ctx.scope)).map((account) => toAccountView(ctx.platform, account)),
    ),
    providers: input('accounts.providers').query(({ ctx }): Output<'accounts.providers'> => providerFacts(ctx.connectors)),
    entered: input('accounts.entered').query(({ ctx }): Promise<Output<'accounts.entered'>> => enteredAccounts(ctx.platform, ctx.scope)),
    enter: input('accounts.enter').mutation(({ ctx, input: request }): Promise<Output<'accounts.enter'>> =>
      enterAccount(ctx.platform, ctx.connectors, ctx.scope, request),
    ),
    rotate: input('accounts.rotate').mutation(({ ctx, input: request }): Promise<Output<'accounts.rotate'>> =>
      rotateSecret(ctx.platform, ctx.scope, request),
    ),
    choose: input('accounts.choose').mutation(({ ctx, input: request }): Promise<Output<'accounts.choose'>> =>
      chooseMethods(ctx.platform, ctx.connectors, ctx.scope, request),
    ),
    sandboxProviders: input('accounts.sandboxProviders').query(({ ctx }): Output<'accounts.sandboxProviders'> =>
      sandboxProviders(ctx.platform),
    ),
    connectSandbox: input('accounts.connectSandbox').mutation(({ ctx, input: { provider } }): Promise<Output<'accounts.connectSandbox'>> =>
      connectSandbox(ctx.platform, ctx.connectors, ctx.scope, provider),
    ),
  }),
});
