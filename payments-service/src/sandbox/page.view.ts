/** Pages of the stand-in provider: plain HTML, phone first, plainly marked as a trial. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

export function yenText(amount: number): string {
  return `${String(amount).replace(/\B(?=(\d{3})+$)/g, ',')}円`;
}

const style = `
:root{color-scheme:light dark}
*{box-sizing:border-box}
body{margin:0;font:400 16px/1.7 "Hiragino Sans","Noto Sans JP","Noto Sans CJK JP","Yu Gothic UI",Meiryo,sans-serif;color:light-dark(#182025,#e9eef0);background:light-dark(#f4f6f7,#0d1316);line-break:strict;overflow-wrap:break-word}
header{background:light-dark(#604b00,#2b240d);color:#fff;padding:10px 16px;font-size:14px}
main{max-width:480px;margin:0 auto;padding:24px 16px 48px}
h1{font-size:24px;line-height:1.35;margin:0 0 16px}
h2{font-size:16px;margin:0}
.panel{background:light-dark(#fff,#151d21);border:1px solid light-dark(#e0e6e9,#263138);border-radius:8px;padding:20px;margin:0 0 16px}
.figure{font-size:34px;font-weight:700;line-height:1.2;font-variant-numeric:tabular-nums}
dl{display:grid;grid-template-columns:auto 1fr;gap:4px 16px;margin:12px 0;font-size:14px}
dt{color:light-dark(#4a5860,#adbac1)}dd{margin:0;text-align:end;font-variant-numeric:tabular-nums}
label{display:block;font-weight:700;margin:16px 0 6px}
input{width:100%;min-height:48px;padding:0 12px;font:inherit;color:inherit;background:light-dark(#fff,#151d21);border:1px solid light-dark(#74838b,#7d8f98);border-radius:6px}
button{width:100%;min-height:52px;margin-top:16px;border:0;border-radius:8px;font:inherit;font-size:18px;font-weight:700;background:light-dark(#165e83,#6cb6d8);color:light-dark(#fff,#06202f);cursor:pointer}
button.quiet{background:transparent;color:light-dark(#165e83,#84c2e0);font-size:16px;font-weight:400;border:1px solid light-dark(#74838b,#7d8f98)}
a{color:light-dark(#165e83,#84c2e0)}
p{margin:0 0 12px}.hint{font-size:14px;color:light-dark(#4a5860,#adbac1)}
.ok{background:light-dark(#e6f5ec,#10291d);padding:12px 14px;border-radius:6px}
.bad{background:light-dark(#fdeeee,#35171a);padding:12px 14px;border-radius:6px}
:focus-visible{outline:3px solid light-dark(#000,#ffd43d);outline-offset:2px;box-shadow:0 0 0 2px light-dark(#ffd43d,#000)}`;

export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)}（お試し環境）</title><style>${style}</style></head>
<body><header>お試し環境：本物のお金は動きません</header><main>${body}</main></body></html>`;
}
