// Runs before `npm start` and `npm test` with nothing installed: Node only, no dependencies.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stamp = join(root, 'node_modules', '.tsudoi-lock');

function stop(message) {
  process.stderr.write(`\n${message}\n\n`);
  process.exit(1);
}

function run(command, args) {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (result.status !== 0)
    stop(
      `「${command} ${args.join(' ')}」が失敗しました。上の表示を確かめてください。\n\`${command} ${args.join(' ')}\` failed: see above.`,
    );
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  stop(
    `Node.js 20.19 以上が必要です（いまは ${process.versions.node}）。\nTsudoi needs Node.js 20.19 or later; this is ${process.versions.node}.`,
  );
}

function installPackages() {
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const installed = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
  if (installed === wanted) return;
  process.stdout.write('必要な部品を入れています（初回のみ、1〜2分）…\n');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  writeFileSync(stamp, wanted);
}

checkNode();
installPackages();
mkdirSync(join(root, '.data'), { recursive: true });
run(process.execPath, ['--import', 'tsx', '--conditions=tsudoi', join('scripts', 'database-ensure.ts')]);
