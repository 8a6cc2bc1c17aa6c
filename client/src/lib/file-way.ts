import { createContext } from 'react';

/** Where a form sends its files before it is saved, and what it shows at the door there. */
export interface FileWay {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Signed in, the session is what is shown; somebody who joins shows the token of their link. */
export const FileWayContext = createContext<FileWay>({ path: '/uploads/files', headers: {} });
