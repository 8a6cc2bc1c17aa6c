import { testRandom, type TestRandom } from '@tsudoi/shared/service/test-random';
import type { LinkName } from './running.ts';
import { type Toxic, type ToxicKind, toxicKinds } from './toxic-link.ts';

/** The six ways along which money and the word of it cross the network. */
export const flowNames = ['open', 'callback', 'inquiry', 'refund', 'void', 'posting'] as const;
export type FlowName = (typeof flowNames)[number];

export interface FaultRun {
  readonly flow: FlowName;
  /** The piece of network that is spoilt for it. */
  readonly link: LinkName;
}

/** One spoilt network, and who meets it. */
export interface FaultRound {
  readonly toxic: Toxic;
  readonly runs: readonly FaultRun[];
}

const linksOf: Readonly<Record<FlowName, readonly LinkName[]>> = {
  open: ['internal', 'provider'],
  callback: ['callbacks'],
  inquiry: ['provider'],
  refund: ['provider'],
  void: ['internal', 'provider'],
  posting: ['serverDatabase'],
};

/** Spoilt at the same time: what hangs on one of them does not need another. */
const apart: readonly (readonly LinkName[])[] = [['serverDatabase'], ['internal'], ['provider', 'callbacks']];

/** Of pauses, rates and sizes, from and to. */
const figures: Readonly<Record<ToxicKind, { readonly ms: readonly [number, number]; readonly bytes: readonly [number, number] }>> = {
  latency: { ms: [50, 400], bytes: [0, 0] },
  jitter: { ms: [100, 500], bytes: [0, 0] },
  bandwidth: { ms: [0, 0], bytes: [2000, 8000] },
  'slow close': { ms: [100, 800], bytes: [0, 0] },
  timeout: { ms: [100, 1000], bytes: [0, 0] },
  'reset peer': { ms: [0, 200], bytes: [0, 0] },
  slicer: { ms: [1, 5], bytes: [16, 64] },
  'limit data': { ms: [0, 0], bytes: [0, 300] },
};

function drawToxic(kind: ToxicKind, random: TestRandom): Toxic {
  const between = ([low, high]: readonly [number, number]) => low + random.below(high - low + 1);
  const { ms, bytes } = figures[kind];
  return { kind, way: random.percent(50) ? 'request' : 'reply', ms: between(ms), bytes: between(bytes) };
}

export type FaultSize = 'full' | 'quick';

/** security.md 2, G6: full is each toxic by each flow by five seeds; quick is each toxic by three flows, each flow four times. */
export function faultPlan(size: FaultSize, seed: number): FaultRound[] {
  const random = testRandom(seed);
  const roundsOf = (kind: ToxicKind, flows: readonly FlowName[]): FaultRound[] => {
    const toxic = drawToxic(kind, random);
    const runs = flows.map((flow): FaultRun => ({ flow, link: random.shuffled(linksOf[flow])[0]! }));
    return apart
      .map((links) => ({ toxic, runs: runs.filter(({ link }) => links.includes(link)) }))
      .filter((round) => round.runs.length > 0);
  };
  if (size === 'full')
    return Array.from({ length: 5 }, () => random.shuffled(toxicKinds).flatMap((kind) => roundsOf(kind, flowNames))).flat();
  const flows = random.shuffled(flowNames);
  const half = (place: number) => flows.filter((_, at) => at % 2 === place % 2);
  return random.shuffled(toxicKinds).flatMap((kind, place) => roundsOf(kind, half(place)));
}

export const runsOf = (rounds: readonly FaultRound[]): number => rounds.reduce((sum, { runs }) => sum + runs.length, 0);
