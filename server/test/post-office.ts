import { type Server, createServer } from 'node:net';

type Line = 'RCPT' | 'MAIL' | 'AUTH' | 'words';

export interface PostOffice {
  readonly server: Server;
  readonly received: { readonly to: string; readonly data: string }[];
}

/**
 * As much of RFC 5321 as a client needs; `answer` is what it says to the recipient, or to another line. What it has taken in it
 * says after so many milliseconds.
 */
export function postOffice(answer: string, at: Line = 'RCPT', takesMs: () => number = () => 0): PostOffice {
  const says = (line: Line, usual: string): string => `${line === at ? answer : usual}\r\n`;
  const received: { to: string; data: string }[] = [];
  const server = createServer((socket) => {
    let inData = false;
    let rest = '';
    let to = '';
    socket.on('error', () => undefined);
    socket.write('220 post.example\r\n');
    socket.on('data', (chunk) => {
      rest += chunk.toString('utf8');
      for (;;) {
        const end = rest.indexOf(inData ? '\r\n.\r\n' : '\r\n');
        if (end < 0) return;
        const line = rest.slice(0, end);
        rest = rest.slice(end + (inData ? 5 : 2));
        if (inData) {
          inData = false;
          received.push({ to, data: line });
          setTimeout(() => socket.write(says('words', '250 2.0.0 taken')), takesMs());
        } else if (/^(EHLO|HELO)/.test(line)) socket.write('250-post.example\r\n250 AUTH PLAIN\r\n');
        else if (line.startsWith('AUTH')) socket.write(says('AUTH', '235 2.7.0 ok'));
        else if (line.startsWith('MAIL')) socket.write(says('MAIL', '250 2.1.0 ok'));
        else if (line.startsWith('RCPT')) {
          to = line;
          socket.write(says('RCPT', '250 2.1.5 ok'));
        } else if (line.startsWith('DATA')) {
          inData = true;
          socket.write('354 go on\r\n');
        } else if (line.startsWith('QUIT')) socket.end('221 bye\r\n');
        else socket.write('250 ok\r\n');
      }
    });
  });
  return { server, received };
}
