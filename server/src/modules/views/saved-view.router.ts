import {
  SaveViewInput,
  SavedViewIdInput,
  SavedViewListInput,
  SavedViewView,
  UpdateViewInput,
} from '@tsudoi/shared/contracts/views/saved-view.contract';
import * as z from 'zod';
import { officeProcedure, refuseWrites, router } from '../../platform/trpc.ts';
import { listSavedViews, removeView, saveView, updateView } from './saved-view.service.ts';

/** Which right is needed depends on the list, so the service asks for it. */
const savedView = () =>
  officeProcedure('saved_view').use(({ ctx, type, next }) => {
    refuseWrites(type, ctx);
    return next();
  });

export const savedViewRouter = router({
  list: savedView()
    .input(SavedViewListInput)
    .output(z.array(SavedViewView))
    .query(({ ctx, input }) => listSavedViews(ctx.actor, input.list)),
  save: savedView()
    .input(SaveViewInput)
    .output(SavedViewView)
    .mutation(({ ctx, input }) => saveView(ctx.platform, ctx.actor, input)),
  update: savedView()
    .input(UpdateViewInput)
    .output(SavedViewView)
    .mutation(({ ctx, input }) => updateView(ctx.platform, ctx.actor, input)),
  remove: savedView()
    .input(SavedViewIdInput)
    .mutation(({ ctx, input }) => removeView(ctx.actor, input.savedViewId)),
});
