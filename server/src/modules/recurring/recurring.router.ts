import {
  CancelMyPlanInput,
  CancelPlanInput,
  ConfirmPlanOutput,
  FinishMyCardInput,
  JoinPlanInput,
  JoinPlanOutput,
  MyPlanInput,
  MyRecurring,
  PlanListInput,
  PlanListOutput,
  PlanOffer,
  PlanOfferInput,
  RecurringProductView,
  SaveRecurringProductInput,
  SetUpMyCardInput,
  SetUpMyCardOutput,
} from '@tsudoi/shared/contracts/recurring/recurring.contract';
import {
  DuesCardList,
  DuesCardListInput,
  MemberDuesCard,
  MemberDuesCardInput,
  MyDuesCard,
} from '@tsudoi/shared/contracts/recurring/dues-card.contract';
import { CardSetupView } from '@tsudoi/shared/contracts/payments/card.contract';
import * as z from 'zod';
import { adminProcedure, memberProcedure, router } from '../../platform/trpc.ts';
import { ownLoginProcedure } from '../identity/identity.public.ts';
import { myDuesCard, stopDues } from './card-wish.service.ts';
import { duesCards, memberDuesCard } from './dues-card-list.service.ts';
import { chooseDues } from './dues-choice.service.ts';
import { confirmPlan, joinPlan, planOffer } from './join-plan.service.ts';
import { finishCard, myRecurring, removeCard, setUpCard } from './my-card.service.ts';
import { cancelOwnPlan, cancelPlan, recurringPlans } from './plan.service.ts';
import { recurringProducts, saveRecurringProduct } from './product.service.ts';

const read = () => adminProcedure('billing.read', 'recurringPlan');
const write = () => adminProcedure('billing.write', 'recurringPlan');
const mine = () => memberProcedure('recurringPlan');
/** What is charged from then on by itself, and with what. */
const own = () => ownLoginProcedure('recurringPlan');
const done = z.object({ done: z.literal(true) });

export const recurringRouter = router({
  products: read()
    .output(z.array(RecurringProductView))
    .query(({ ctx }) => recurringProducts(ctx.platform, ctx.actor.scope)),
  saveProduct: write()
    .input(SaveRecurringProductInput)
    .output(z.array(RecurringProductView))
    .mutation(({ ctx, input }) => saveRecurringProduct(ctx.platform, ctx.actor, input)),
  plans: read()
    .input(PlanListInput)
    .output(PlanListOutput)
    .query(({ ctx, input }) => recurringPlans(ctx.platform, ctx.actor.scope, input)),
  cancelPlan: write()
    .input(CancelPlanInput)
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await cancelPlan(ctx.platform, ctx.actor, input);
      return { done: true } as const;
    }),
  duesCards: read()
    .input(DuesCardListInput)
    .output(DuesCardList)
    .query(({ ctx, input }) => duesCards(ctx.platform, ctx.actor.scope, input)),
  duesCardOf: read()
    .input(MemberDuesCardInput)
    .output(MemberDuesCard.nullable())
    .query(({ ctx, input }) => memberDuesCard(ctx.platform, ctx.actor.scope, input.memberId)),

  offer: mine()
    .input(PlanOfferInput)
    .output(PlanOffer)
    .query(({ ctx, input }) => planOffer(ctx.platform, ctx.actor, input.productId)),
  join: own()
    .input(JoinPlanInput)
    .output(JoinPlanOutput)
    .mutation(({ ctx, input }) => joinPlan(ctx.platform, ctx.actor, input)),
  confirm: own()
    .input(MyPlanInput)
    .output(ConfirmPlanOutput)
    .mutation(({ ctx, input }) => confirmPlan(ctx.platform, ctx.actor, input.planId)),
  mine: mine()
    .output(MyRecurring)
    .query(({ ctx }) => myRecurring(ctx.platform, ctx.actor)),
  cancelMine: own()
    .input(CancelMyPlanInput)
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await cancelOwnPlan(ctx.platform, ctx.actor, input);
      return { done: true } as const;
    }),
  setUpCard: own()
    .input(SetUpMyCardInput)
    .output(SetUpMyCardOutput)
    .mutation(({ ctx, input }) => setUpCard(ctx.platform, ctx.actor, input.idempotencyKey)),
  finishCard: own()
    .input(FinishMyCardInput)
    .output(CardSetupView.pick({ state: true }))
    .mutation(({ ctx, input }) => finishCard(ctx.platform, ctx.actor, input.setupId)),
  duesCard: mine()
    .output(MyDuesCard)
    .query(({ ctx }) => myDuesCard(ctx.platform, ctx.actor)),
  chooseDues: own()
    .output(MyDuesCard)
    .mutation(({ ctx }) => chooseDues(ctx.platform, ctx.actor)),
  stopDues: own()
    .output(done)
    .mutation(async ({ ctx }) => {
      await stopDues(ctx.platform, ctx.actor);
      return { done: true } as const;
    }),
  removeCard: own()
    .output(done)
    .mutation(async ({ ctx }) => {
      await removeCard(ctx.platform, ctx.actor);
      return { done: true } as const;
    }),
});
