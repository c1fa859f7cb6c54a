/**
 * Whether two addresses of one domain belong to one company. At providers whom anybody can get an
 * address from they do not: neither a shared person nor a shared company follows from gmail.com.
 */
import { domainOf } from './domains.js';

/** Providers of mailboxes for everybody, by the name before their country: gmx.de, gmx.net, yahoo.co.uk. */
const PUBLIC_NAMES: ReadonlySet<string> = new Set(
  'aim alice aol att bellsouth bigpond bluewin bol btinternet btopenworld centrum comcast cox docomo earthlink email fastmail free freemail freenet gmail gmx googlemail hey hotmail hushmail icloud inbox kakao kpnmail laposte libero live mac mail mailbox mailfence me msn naver ntlworld o2 online optonline optusnet orange outlook posteo proton protonmail qq rambler rediffmail rocketmail rogers runbox sapo sbcglobal seznam sfr shaw sina sky skynet softbank sohu sympatico t-online talktalk telenet telia terra tiscali tuta tutanota uol verizon videotron virgilio virginmedia wanadoo web wp xs4all yahoo yandex yeah ymail ziggo zoho zohomail'.split(' '),
);
/** Providers whose name would stand for too much. */
const PUBLIC_DOMAINS: ReadonlySet<string> = new Set(
  '126.com 139.com 163.com 189.cn abv.bg bk.ru duck.com dr.com ezweb.ne.jp foxmail.com gmx.co.uk hanmail.net interia.pl list.ru mailbox.org me.com nifty.com onet.pl pm.me poczta.onet.pl post.cz proton.me protonmail.ch telus.net tuta.io ukr.net vip.163.com vip.qq.com ya.ru zoho.eu'.split(' '),
);
/** Second-level registries: yahoo.co.uk is as public as yahoo.com. */
const REGISTRY = /^(?:ac|co|com|gov|ne|net|or|org)$/;

/** The domain of an address if it is a company's; null at a public provider. Subdomains are domains of their own. */
export function companyDomainOf(address: string): string | null {
  const domain = domainOf(address);
  if (domain === '' || !domain.includes('.') || PUBLIC_DOMAINS.has(domain)) return null;
  const labels = domain.split('.');
  const [name = '', second = ''] = labels;
  const isBare = labels.length === 2 || (labels.length === 3 && REGISTRY.test(second));
  return isBare && PUBLIC_NAMES.has(name) ? null : domain;
}
