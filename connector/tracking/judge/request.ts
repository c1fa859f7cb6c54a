/**
 * What one request says by itself, with the time since sending: the rules for pixels and for clicks.
 * They differ. Images are loaded by proxies when somebody reads, so no network of a mail service is a
 * machine's there, and being early is never enough: a quick person would be lost. Links are followed
 * by people with their own browser, so a mail service that follows one is checking it. Opening a
 * document is following its link.
 */
import { isMachine, isMailProgram, isMailProxy, kindOfAgent, type AgentKind } from './agents.js';
import type { HitFacts, MessageFacts, Verdict } from './facts.js';
import { isGateway, isShared } from './networks/classes.js';
import type { ReasonCode } from './reasons.js';

export interface Judged {
  readonly verdict: Verdict;
  readonly reason: ReasonCode;
  readonly certain: boolean;
}

/** Gmail's session that is open loads images this soon. */
const GMAIL_AHEAD_MS = 10_000;
/** Mail is delivered, and its links are checked, within this time. */
export const DELIVERY_MS = 3 * 60_000;
/** Nobody checks mail any more, but for a second look at its links. */
const LONG_AFTER_MS = 10 * 60_000;

const MACHINE_REASONS: Partial<Readonly<Record<AgentKind, ReasonCode>>> = {
  security: 'security-agent',
  headless: 'headless-agent',
  preview: 'preview-agent',
  tool: 'tool-agent',
};

const PROXY_REASONS: Partial<Readonly<Record<AgentKind, ReasonCode>>> = {
  'gmail-proxy': 'gmail-proxy',
  'yahoo-proxy': 'yahoo-proxy',
  'outlook-proxy': 'outlook-proxy',
  'mail-proxy': 'mail-proxy',
};

export function judgeRequest(hit: HitFacts, message: MessageFacts | undefined): Judged {
  const sentAt = message?.sentAt ?? null;
  const after_ms = sentAt === null ? Infinity : hit.at.getTime() - sentAt.getTime();
  if (hit.prefetching) return prefetch('prefetch-header');
  if (hit.method === 'HEAD') return scanner('head-request');
  const agent = kindOfAgent(hit.agent);
  const judged = hit.kind === 'pixel' ? judgePixel(agent, hit.network, after_ms) : judgeClick(agent, hit.network, after_ms, hit.kind === 'document' ? 'opened' : 'clicked');
  return hit.known === 'said-other' && judged.verdict !== 'scanner' && judged.verdict !== 'prefetch' ? { ...judged, reason: 'said-other', certain: true } : judged;
}

/** Mail proxies before all that may look like a machine. */
function judgePixel(agent: AgentKind, network: string | null, after_ms: number): Judged {
  if (agent === 'gmail-ahead') return prefetch('gmail-ahead');
  if (isMailProxy(agent)) return agent === 'gmail-proxy' && after_ms < GMAIL_AHEAD_MS ? prefetch('gmail-at-delivery', false) : { verdict: 'proxy', reason: PROXY_REASONS[agent] ?? 'mail-proxy', certain: true };
  if (isMachine(agent)) return scanner(MACHINE_REASONS[agent] ?? 'tool-agent');
  if (isGateway(network)) return isMailProgram(agent) && after_ms > LONG_AFTER_MS && after_ms !== Infinity ? human('gateway-later', false) : scanner('gateway-network');
  if (agent === 'bare') return network === 'apple' || network === 'apple-relay' ? prefetch('apple-privacy') : prefetch('apple-privacy-likely', false);
  if (network === 'microsoft' && !isMailProgram(agent)) return { verdict: 'proxy', reason: 'microsoft-network', certain: true };
  if (network === 'google' && !isMailProgram(agent)) return after_ms < GMAIL_AHEAD_MS ? prefetch('gmail-at-delivery', false) : { verdict: 'proxy', reason: 'google-network', certain: false };
  return agent === 'empty' ? human('no-agent', false) : human('mail-client');
}

function judgeClick(agent: AgentKind, network: string | null, after_ms: number, reason: ReasonCode): Judged {
  if (agent === 'gmail-ahead' || isMailProxy(agent)) return scanner('proxy-clicked');
  if (isMachine(agent)) return scanner(MACHINE_REASONS[agent] ?? 'tool-agent');
  if (agent === 'bare' || agent === 'empty') return scanner('no-browser');
  if (isGateway(network)) return scanner('gateway-network');
  const isAtDelivery = after_ms < DELIVERY_MS;
  if (network === 'microsoft') return isAtDelivery ? scanner('microsoft-at-delivery') : human('microsoft-later', false);
  if (network === 'google') return isAtDelivery ? scanner('google-at-delivery') : human('google-later', false);
  if (isShared(network) && isAtDelivery) return scanner('shared-at-delivery', false);
  return human(reason);
}

function human(reason: ReasonCode, certain = true): Judged {
  return { verdict: 'human', reason, certain };
}

function prefetch(reason: ReasonCode, certain = true): Judged {
  return { verdict: 'prefetch', reason, certain };
}

function scanner(reason: ReasonCode, certain = true): Judged {
  return { verdict: 'scanner', reason, certain };
}
