import { serveThread } from '../../platform/work-threads.ts';
import { type Drawing, drawPaper } from './drawing.document.ts';

/** The beginning of a thread that draws papers. A copy of its own leaves the thread, whatever else its memory holds. */
serveThread(async (drawing: Drawing) => new Uint8Array(await drawPaper(drawing)));
