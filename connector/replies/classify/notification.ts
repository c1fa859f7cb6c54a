/**
 * Mails that machines make for subscribers: of code hosts, trackers, monitoring, newsletters. They
 * often stand in threads of their own making (In-Reply-To, References), yet answer nobody's mail.
 */
import type { Reason } from './classification.js';
import { saying, type Mail } from './mail.js';

/** Headers that only such services write. */
const SERVICE_HEADER = /^(?:x-github-|x-gitlab-|x-gerrit-|x-phabricator-|x-differential-|x-bugzilla-|x-trac-|x-jira-|x-redmine-|x-launchpad-|x-discourse-|x-jenkins-|x-buildbot|x-travis-|x-circleci|x-sentry-|x-nagios|x-zabbix|x-asana|x-trello|x-linkedin-|x-facebook|x-twitter|x-meetup|x-svn-|x-git-(?:repo|rev|refname|oldrev|newrev|host|module)|x-commit|x-cvs|x-bitbucket|x-sourceforge-tracker|x-roundup-|x-mantis|x-youtrack|x-confluence|x-mailchimp|x-campaign|x-cron-env|x-atlassian|x-gitea|x-forgejo)/i;

/** Programs that send what version control and monitoring do; git-send-email is used by people. */
const SERVICE_PROGRAM = /\bsvn|\bcvs\b|\bgit\b(?!-(?:send-email|format-patch))|jenkins|hudson|nagios|icinga|zabbix|\bcron\b/i;
/** "[2/5] …", "[PATCH v2 3/4] …": one of a series, which stands in a thread of its own making. */
const SERIES = /^\s*\[(?:[^\]]{0,40}\s)?\d{1,3}\/\d{1,3}\]/;

export function notificationOf(mail: Mail): Reason | null {
  const service = mail.item.headers.find(({ name }) => SERVICE_HEADER.test(name));
  if (service !== undefined) return { code: 'notification-service', says: saying(`${service.name}: ${service.value}`) };
  const program = mail.matching('X-Mailer', SERVICE_PROGRAM) ?? mail.matching('User-Agent', SERVICE_PROGRAM);
  if (program !== null) return { code: 'notification-program', says: program };
  if (SERIES.test(mail.subject) && !mail.quotes) return { code: 'series', says: saying(mail.subject) };
  const digest = mail.matching('Content-Type', /^\s*multipart\/digest/i);
  if (digest !== null) return { code: 'digest', says: digest };
  if (/\bdigest\b.{0,30}\b(?:vol|issue|number|#)/i.test(mail.subject)) return { code: 'digest', says: saying(mail.subject) };
  return null;
}

/** Apple's Mail takes its user off a list by a mail of its own; it calls that an automatic answer. */
export function unsubscribesByProgram(mail: Mail): boolean {
  return mail.matching('X-Apple-Unsubscribe', /true/i) !== null;
}
