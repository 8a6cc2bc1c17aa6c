import { deflateSync, gzipSync } from 'node:zlib';
import { fileLimits } from '@tsudoi/shared/contracts/members/member-file.contract';
import sharp from 'sharp';
import { pdf, picture } from './upload.factory.ts';

export interface HostileUpload {
  readonly what: string;
  readonly name: string;
  readonly bytes: Buffer;
  /** The refusal; or nothing, where what is kept must have become harmless. */
  readonly comes: string | null;
}

const text = (words: string): Buffer => Buffer.from(words, 'utf8');
const svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(2)</script></svg>';
const zip = Buffer.concat([Buffer.from('504b0304', 'hex'), Buffer.alloc(26), text('a.txt')]);
const endOfZip = Buffer.concat([Buffer.from('504b0506', 'hex'), Buffer.alloc(18)]);

/** A PNG that says it is larger than it is. */
async function lyingPng(width: number, height: number): Promise<Buffer> {
  const png = Buffer.from(await picture('png'));
  png.writeUInt32BE(width, 16);
  png.writeUInt32BE(height, 20);
  return png;
}

function heic(brand: string): Buffer {
  const box = Buffer.alloc(32);
  box.writeUInt32BE(32, 0);
  box.write(`ftyp${brand}`, 4, 'latin1');
  return box;
}

export async function hostileUploads(): Promise<HostileUpload[]> {
  const [jpeg, png, webp, gif, tiff] = await Promise.all(
    (['jpeg', 'png', 'webp', 'gif', 'tiff'] as const).map((format) => picture(format)),
  );
  const bomb = await sharp({ create: { width: 9000, height: 9000, channels: 3, background: '#fff' } })
    .png()
    .toBuffer();
  const packed = (words: string) => {
    const body = deflateSync(Buffer.from(words, 'latin1')).toString('latin1');
    return pdf({
      objects: `9 0 obj << /Type /ObjStm /Filter /FlateDecode /N 1 /First 4 /Length ${body.length} >>\nstream\n${body}\nendstream endobj`,
    });
  };
  const refused: [string, string, Buffer, string][] = [
    ['an SVG with a script', 'a.svg', text(svg), 'FILE_TYPE_REFUSED'],
    ['an SVG that is called a PNG', 'a.png', text(svg), 'FILE_NOT_AS_NAMED'],
    ['an SVG with an XML head that is called a JPEG', 'a.jpg', text(`<?xml version="1.0"?>${svg}`), 'FILE_NOT_AS_NAMED'],
    ['a page that is called a PDF', 'a.pdf', text('<html><script>alert(1)</script></html>'), 'FILE_NOT_AS_NAMED'],
    ['a page', 'a.html', text('<script>alert(1)</script>'), 'FILE_TYPE_REFUSED'],
    ['a script', 'a.js', text('alert(1)'), 'FILE_TYPE_REFUSED'],
    ['a program', 'a.exe', text('MZ\u0090\u0000'), 'FILE_TYPE_REFUSED'],
    ['a program that is called a picture', 'a.png', Buffer.concat([text('MZ'), Buffer.alloc(200)]), 'FILE_NOT_AS_NAMED'],
    ['a shell script that is called a PDF', 'a.pdf', text('#!/bin/sh\nrm -rf /\n'), 'FILE_NOT_AS_NAMED'],
    ['a HEIC picture', 'a.heic', heic('heic'), 'FILE_TYPE_REFUSED'],
    ['a HEIC picture that is called a JPEG', 'a.jpg', heic('heic'), 'FILE_NOT_AS_NAMED'],
    ['an AVIF picture that is called WebP', 'a.webp', heic('avif'), 'FILE_NOT_AS_NAMED'],
    ['a GIF', 'a.gif', gif!, 'FILE_TYPE_REFUSED'],
    ['a GIF that is called a PNG', 'a.png', gif!, 'FILE_NOT_AS_NAMED'],
    ['a TIFF that is called a JPEG', 'a.jpg', tiff!, 'FILE_NOT_AS_NAMED'],
    ['a PNG that is called a JPEG', 'a.jpg', png!, 'FILE_NOT_AS_NAMED'],
    ['a JPEG that is called a PDF', 'a.pdf', jpeg!, 'FILE_NOT_AS_NAMED'],
    ['an archive', 'a.zip', zip, 'FILE_TYPE_REFUSED'],
    ['an archive that is called a PDF', 'a.pdf', zip, 'FILE_NOT_AS_NAMED'],
    ['a packed file that is called a PNG', 'a.png', gzipSync(png!), 'FILE_NOT_AS_NAMED'],
    ['a workbook with macros', 'a.xlsm', zip, 'FILE_TYPE_REFUSED'],
    ['a document with macros', 'a.docm', zip, 'FILE_TYPE_REFUSED'],
    ['an old document', 'a.doc', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'FILE_TYPE_REFUSED'],
    ['a name with two endings', 'a.pdf.exe', pdf(), 'FILE_TYPE_REFUSED'],
    ['a name without an ending', 'rireki', pdf(), 'FILE_TYPE_REFUSED'],
    ['an ending that every object has', 'a.constructor', pdf(), 'FILE_TYPE_REFUSED'],
    ['an ending behind a nought', 'a.png\u0000.svg', text(svg), 'FILE_MISSING'],
    ['nothing at all', 'a.png', Buffer.alloc(0), 'FILE_MISSING'],
    ['only the first bytes of a PNG', 'a.png', png!.subarray(0, 40), 'FILE_UNREADABLE'],
    ['half a JPEG', 'a.jpg', jpeg!.subarray(0, Math.floor(jpeg!.length / 2)), 'FILE_UNREADABLE'],
    ['81 million pixels in few bytes', 'a.png', bomb, 'FILE_UNREADABLE'],
    ['a PNG that says it is 60,000 wide', 'a.png', await lyingPng(60_000, 60_000), 'FILE_UNREADABLE'],
    ['a PNG of no size', 'a.png', await lyingPng(0, 0), 'FILE_UNREADABLE'],
    ['a picture of six megabytes', 'a.jpg', Buffer.concat([jpeg!, Buffer.alloc(fileLimits.bytes + 1)]), 'FILE_TOO_LARGE'],
    ['a PDF with a script', 'a.pdf', pdf({ catalogue: '/OpenAction << /S /JavaScript /JS (app.alert(1)) >>' }), 'FILE_ACTIVE'],
    [
      'a PDF with a script under another spelling',
      'a.pdf',
      pdf({ catalogue: '/OpenAction << /S /J#61va#53cript /J#53 (1) >>' }),
      'FILE_ACTIVE',
    ],
    ['a PDF that starts a program', 'a.pdf', pdf({ catalogue: '/OpenAction << /S /Launch /F (cmd.exe) >>' }), 'FILE_ACTIVE'],
    ['a PDF with a file inside', 'a.pdf', pdf({ catalogue: '/Names << /EmbeddedFiles << >> >>' }), 'FILE_ACTIVE'],
    ['a PDF with a film', 'a.pdf', pdf({ objects: '8 0 obj << /Subtype /RichMedia >> endobj' }), 'FILE_ACTIVE'],
    ['a PDF with a form that acts', 'a.pdf', pdf({ catalogue: '/AcroForm << /XFA [] >>' }), 'FILE_ACTIVE'],
    [
      'a PDF that nobody can look into',
      'a.pdf',
      pdf({ objects: '8 0 obj << /Filter /Standard >> endobj', catalogue: '/Encrypt 8 0 R' }),
      'FILE_ACTIVE',
    ],
    ['a PDF with a packed script', 'a.pdf', packed('5 0 << /S /JavaScript /JS (1) >>'), 'FILE_ACTIVE'],
    ['a PDF with gigabytes packed into it', 'a.pdf', packed(' '.repeat(60_000_000)), 'FILE_UNREADABLE'],
    ['a PDF that is an archive too', 'a.pdf', Buffer.concat([pdf(), endOfZip]), 'FILE_UNREADABLE'],
    ['a PDF with a page behind its end', 'a.pdf', pdf({ after: `<script>${'x'.repeat(2000)}</script>` }), 'FILE_UNREADABLE'],
    ['only the head of a PDF', 'a.pdf', text('%PDF-1.7\n'), 'FILE_UNREADABLE'],
  ];
  const disarmed: [string, string, Buffer][] = [
    ['a JPEG with where it was taken', 'a.jpg', jpeg!],
    ['a WebP with where it was taken', 'a.webp', webp!],
    ['a PNG with where it was taken', 'a.png', png!],
    ['a JPEG with a page behind it', 'a.jpg', Buffer.concat([jpeg!, text('<script>canary-script</script>')])],
    ['a PNG that is an archive too', 'a.png', Buffer.concat([png!, zip, endOfZip, text('canary-script')])],
    ['a JPEG under a path', '../../etc/passwd/a.jpg', jpeg!],
    ['a JPEG under a path of another system', '..\\..\\windows\\a.jpg', jpeg!],
    ['a JPEG under a name that reads backwards', 'a\u202egpj.exe.jpg', jpeg!],
    ['a JPEG under a name with a line break', 'a\r\nSet-Cookie: x=1.jpg', jpeg!],
    ['a JPEG under a very long name', `${'あ'.repeat(400)}.jpg`, jpeg!],
    ['a JPEG under a hidden name', '.htaccess.jpg', jpeg!],
  ];
  return [
    ...refused.map(([what, name, bytes, comes]) => ({ what, name, bytes, comes })),
    ...disarmed.map(([what, name, bytes]) => ({ what, name, bytes, comes: null })),
  ];
}
