/**
 * Mails that machines make for subscribers: of code hosts, trackers, monitoring, newsletters. They
 * often stand in threads of their own making (In-Reply-To, References), yet answer nobody's mail.
 */
import type { Reason } from './classification.js';
import { saying, type Mail } from './mail.js';

/** Headers that only such services write. */
const SERVICE_HEADER = /^(?:x-github-|x-gitlab-|x-gerrit-|x-phabricator-|x-differential-|x-bugzilla-|x-trac-|x-jira-|x-redmine-|x-launchpad-|x-discourse-|x-jenkins-|x-buildbot|x-travis-|x-circleci|x-sentry-|x-nagios|x-zabbix|x-asana|x-trello|x-linkedin-|x-facebook|x-twitter|x-meetup|x-svn-|x-git-(?:repo|rev|refname|oldrev|newrev|host|module)|x-commit|x-cvs|x-bitbucket|x-sourceforge-|x-roundup-|x-mantis|x-youtrack|x-confluence|x-mailchimp|x-mc-user|x-campaign|x-cron-env|x-atlassian)/i;

export function notificationOf(mail: Mail): Reason | null {
  const service = mail.item.headers.find(({ name }) => SERVICE_HEADER.test(name));
  if (service !== undefined) return { code: 'notification-service', says: saying(`${service.name}: ${service.value}`) };
  const digest = mail.matching('Content-Type', /^\s*multipart\/digest/i);
  if (digest !== null) return { code: 'digest', says: digest };
  if (/\bdigest\b.{0,30}\b(?:vol|issue|number|#)/i.test(mail.subject)) return { code: 'digest', says: saying(mail.subject) };
  return null;
}
