#!/usr/bin/env node
// node bars.mjs [--short]: every browser benchmark beside its peers, then each bar with its figure and whether it is met.
import fs from 'node:fs';
import path from 'node:path';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
const here = path.dirname(fileURLToPath(import.meta.url));
const short = process.argv.includes('--short');
const run = (command, args) => execFileSync(command, args, { cwd: here, stdio: 'inherit' });
const read = (name) => JSON.parse(fs.readFileSync(path.join(here, 'results', name), 'utf8'));
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

if (!fs.existsSync(path.join(here, 'node_modules'))) run('npm', ['install', '--no-audit', '--no-fund']);
fs.mkdirSync(path.join(here, 'results'), { recursive: true });
const peers = ['vanilla', 'ours', 'solid', 'svelte', 'lit', 'preact', 'react', 'blockdom'].join(',');
// At least ten samples of an operation, also of those on 10,000 rows; --short is for a look.
run('node', ['bench.mjs', '--only', peers, ...(short ? ['--rounds', '2', '--light', '2', '--heavy', '1'] : ['--rounds', '5', '--light', '3', '--heavy', '2'])]);
run('node', ['hydrate/bench.mjs', '--rounds', short ? '4' : '11']);
run('node', ['vscroll/bench.mjs', '--only', 'ours,tanstack', '--rounds', short ? '1' : '5']);

const table = read('bench.json').summary;
const hydration = Object.fromEntries(read('hydrate.json').map((one) => [one.name, one.cpuToInteractive]));
const scroll = Object.fromEntries(read('vscroll.json').map((one) => [one.name, median(one.runs.map((each) => each.smooth.script))]));
const { ours, vanilla } = table;
const fastest = Object.entries(table).filter(([name]) => name !== 'ours' && name !== 'vanilla').sort((a, b) => a[1].gScript - b[1].gScript)[0];
const bars = [
  ['nine operations, total / vanilla', ours.gTotal, 1.1],
  ['nine operations, script / vanilla', ours.gScript, 1.2],
  [`… and ahead of the fastest peer (${fastest[0]})`, ours.gScript, fastest[1].gScript],
  ['memory of 1,000 rows / vanilla', ours.mem.rows / vanilla.mem.rows, 1.5],
  ['hydrating 1,000 rows to the first handled click / adopting lazily', hydration.ours / hydration['adopt-lazy'], 1.5],
  ['… / adopting eagerly', hydration.ours / hydration['adopt-eager'], 1.5],
  ['scrolling 100,000 rows, script ms per step, against @tanstack/virtual-core', scroll.ours, scroll.tanstack],
];
console.log('\n| bar | ours | at most | |\n|---|--:|--:|---|');
for (const [name, figure, most] of bars) console.log(`| ${name} | ${figure.toFixed(2)} | ${most.toFixed(2)} | ${figure <= most ? 'met' : 'NOT MET'} |`);
