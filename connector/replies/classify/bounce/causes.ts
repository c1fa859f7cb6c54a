/**
 * Why a mail was not delivered, by the words mail systems use for it. `hard` where the recipient or its
 * host does not exist: writing again is useless. `soft` where the cause may pass, or is not the
 * recipient's: full, too big, refused by a policy, no connection. Asked in this order, because refusals by
 * policy like to add that the user is unknown. English, as servers speak, and the languages in
 * which Exchange and others tell their own users. See RFC 3463 and the tables of reply texts of Postfix,
 * Exim, Sendmail, qmail and Exchange.
 */
import { anyOf } from './patterns.js';

export interface Cause {
  readonly code: string;
  readonly severity: 'hard' | 'soft';
  readonly pattern: RegExp;
}

export const CAUSES: readonly Cause[] = [
  {
    // What Exchange Online says of addresses that are not in its directory (directory-based edge blocking).
    code: 'unknown-user',
    severity: 'hard',
    pattern: anyOf('recipient address rejected: access denied'),
  },
  {
    code: 'sender-refused',
    severity: 'soft',
    pattern: anyOf(
      '(?:after|in reply to|in response to|to) mail from', 'sender (?:address |domain |verify |verification )?(?:rejected|refused|denied|failed|invalid|unknown|blocked|not)',
      '(?:domain of )?sender.{0,60}(?:does not|doesn\'t|not) (?:exist|resolve|found)', 'sender .{0,40}(?:rejected|denied|blocked|blacklist)', 'bad sender', '\\bfrom:? .{0,30}(?:domain|header|address).{0,30}(?:invalid|reject|missing)', 'return address', 'your (?:ip|address|domain|server|host)',
    ),
  },
  {
    code: 'mailbox-full',
    severity: 'soft',
    pattern: anyOf(
      'quota', '(?:mail ?box|inbox|mail ?folder|mail ?drop|account|storage|disk|user|recipient).{0,40}(?:is |are )?(?:full|over its|exceed)', 'full (?:mail ?box|inbox|disk)', 'out of (?:storage|space|disk)',
      '(?:insufficient|not enough|no) .{0,20}(?:storage|space)', 'no space left', 'storage (?:limit|allocation)', 'over (?:its |the )?(?:limit|allotted)', 'too much (?:data|mail)', 'exceeded (?:storage|his|her|their)',
      'postfach.{0,30}voll', 'bo[iî]te .{0,60}(?:pleine|saturee)', 'buz[oó]n.{0,40}(?:lleno|llena)', 'casilla .{0,40}(?:agotad|llena)', 'casella .{0,40}piena', 'caixa .{0,40}cheia', 'postvak.{0,30}vol\\b',
      '(?:brevlada|postlada|postkasse|indbakke).{0,30}(?:full|fuld)', 'skrzynk.{0,40}(?:pelna|przepelnion)', 'schrank.{0,40}pln', 'posta kutusu .{0,30}dolu', 'ящик.{0,40}(?:переполнен|заполнен)',
      '容量', 'いっぱい', '満杯', '已满', '已滿', '空间不足', '空間不足', '용량', '가득',
    ),
  },
  {
    code: 'too-big',
    severity: 'soft',
    pattern: anyOf('too (?:large|big|long)', 'message (?:size|length)', '(?:size|length) limit', 'exceeds .{0,60}(?:size|limit|maximum|length)', 'maximum .{0,30}(?:size|length)', 'size (?:exceed|of the message)', 'zu gro(?:ß|ss)', 'trop volumineux', 'demasiado grande', 'troppo grande', 'muito grande', 'слишком больш', '大きすぎ', 'サイズ', '过大', '過大'),
  },
  {
    code: 'refused',
    severity: 'soft',
    pattern: anyOf(
      'spam', '\\bube\\b', 'junk', 'unsolicited', 'bulk', 'blacklist', 'black list', 'block ?list', 'blocked', 'blocking', '\\brbl\\b', 'dnsbl', '(?<!not )listed (?:in|at|by|on)', 'reputation', 'poor', 'policy', 'policies', 'dmarc', '\\bspf\\b', 'dkim', '\\barc\\b',
      'authenticat', 'not authori[sz]ed', 'unauthori[sz]ed', 'authori[sz]ation', 'relay(?:ing)? (?:not|denied|access|prohibited|through|is)', '(?:unable|not allowed|not permitted|refus|cannot|deny|denied|attempt) (?:to )?relay', 'not permitted', 'access denied', 'permission denied', 'permission to', 'denied by',
      'prohibited', 'forbidden', 'banned', 'virus', 'malware', 'infected', 'phish', 'content (?:was )?(?:reject|filter|block|denied)', 'message (?:was )?(?:rejected|refused|content)', 'rejected (?:by|due|for|because|as|your|this)', 'refused (?:by|due|to|your|mail|because)', 'reverse dns', 'reverse lookup', '\\bptr\\b', 'client host',
      'restrict', 'security (?:polic|reason|setting|rule|check)', 'suspicious', 'complain', 'too many (?:connection|recipient|message|mail|invalid|error|concurrent|session)', 'rate (?:limit|control)', 'ratelimit', 'frequency', 'limit(?:ed|s)? (?:exceed|reach)', 'sent too', 'violat', 'preferences', 'does not (?:like|want)', 'did not pass', 'filter',
      'must .{0,20}(?:encrypt|starttls)', '(?:starttls|tls) .{0,30}(?:required|fail|not)', '(?:helo|ehlo) .{0,40}(?:reject|invalid|fail|refus)', 'attachment (?:type|name|not|block|reject)', 'delivery not authorized', 'only accepts', 'not accepted', 'is not accepting', 'unqualified', 'invalid ip', 'only .{0,40}(?:may|can) send', 'abgelehnt', '\\brefus(?:e|ee|es|er)\\b', '(?:grupp[eo]|groupe?|grupo|gruppo|groep|группа?|グループ|그룹|群组|群組|网上论坛|網路論壇).{0,200}(?:permission|berechtig|autoris|permis|permess|toestemming|behorighet|tilladelse|tillatelse|uprawn|opravnen|izni|разрешен|権限|권한|权限|權限)', 'rechaz', 'rifiutat', 'rejeitad', 'geweigerd', 'отклонен', '拒否', '拒绝', '拒絕', '거부', '거절',
    ),
  },
  {
    code: 'disabled',
    severity: 'soft',
    pattern: anyOf('(?:account|mailbox|user|recipient|address|inbox).{0,40}(?:disabled|suspended|inactive|deactivated|locked|blocked|not active|expired|closed|on hold)', '(?:disabled|suspended|inactive|deactivated|closed) (?:account|user|mailbox|recipient|address)', 'mailbox (?:is )?(?:disabled|inactive)', 'not currently accepting', 'temporarily', 'expirado', 'desactivad', 'desativad', 'deaktiviert', 'gesperrt', 'disattivat', 'заблокирован', '停止', '停用', '禁用', '정지', '휴면'),
  },
  {
    code: 'no-connection',
    severity: 'soft',
    pattern: anyOf(
      'timed? ?-?out', 'expired', 'connection (?:refused|failed|lost|dropped|reset|closed|broken|was|to|died)', '(?:could not|couldn\'t|cannot|can\'t|unable to|failed to|wasn\'t able to) (?:establish|connect|open|contact|reach)', 'not (?:be )?reach(?:able|ed)', 'unreachable', 'no route', 'not respond', 'no answer', 'did not respond', 'network error', 'retry time',
      'queue too long', 'too old', 'hop count', 'too many hops', 'mail loop', '(?:routing|mail|forwarding) loop', 'loops? back', 'loop detected', 'grey ?list', 'gray ?list', 'try again', 'try later', 'temporar', 'deferred', 'conversation', 'server (?:is )?busy', 'not available', 'service (?:is )?(?:currently )?unavailable', 'resources', 'aborted after', 'not accept our requests',
      'nicht erreichbar', 'zeitüberschreitung', 'injoignable', 'délai', 'tiempo de espera', 'timeout', 'タイムアウト', '接続', '超时', '逾時', '시간 초과',
    ),
  },
  {
    code: 'system-trouble',
    severity: 'soft',
    pattern: anyOf('(?:system|internal|local|server|mailer|protocol|configuration|processing|script) error', 'misconfigur', 'out of memory', 'i/o error', 'command (?:not|failed|unrecogni|rejected|died)', 'syntax', 'bad sequence', 'program failure', 'exit(?:ed)? (?:status|with)', 'cannot (?:create|open|write|append)', 'input/output', '8-?bit', 'storagetransient'),
  },
  {
    code: 'accepts-no-mail',
    severity: 'hard',
    pattern: anyOf('null ?mx', 'does not accept (?:e-?)?mail', 'no smtp service', 'domain .{0,60}does ?n[o\']t accept', 'not accept any mail'),
  },
  {
    code: 'moved',
    severity: 'hard',
    pattern: anyOf('has moved', 'moved to', 'mailbox .{0,20}moved', 'has been replaced', 'new (?:e-?mail )?address (?:is|:)', 'has left', 'no longer (?:works?|employed|with|at)'),
  },
  {
    code: 'unknown-host',
    severity: 'hard',
    pattern: anyOf(
      '(?:host|domain)(?: name)?[^:]{0,30}(?:unknown|not found|(?:does not|doesn\'t|not) exist|invalid|could ?n[o\']t be found|not known|unresolvable)', '(?:unknown|no such|invalid|illegal|nonexistent|non-existent|bad) (?:host|domain|destination system)', 'name service error', 'nxdomain', 'find (?:any|a) (?:host|mail exchanger|gateway)', 'mail exchanger', 'dns (?:lookup|error|fail|resolution|query)',
      'no (?:mx|mail) (?:record|host|server)', 'unable to (?:look ?up|resolve|route)', 'cannot (?:resolve|find)', 'non-?existent hosts?', 'name or service', 'lookup .{0,60}failed', 'unrouteable (?:mail )?domain', 'no valid (?:hosts?|mx)', 'domain.{0,40}(?:couldn\'t be found|wasn\'t found)',
      'domaine .{0,60}(?:introuvable|n\'existe)', 'domäne .{0,60}(?:nicht gefunden|existiert)', 'dominio .{0,60}(?:no existe|non esiste|no se)', 'домен.{0,60}не (?:существ|наиден)', 'ドメイン.{0,30}(?:見つか|存在)', '域名.{0,20}(?:不存在|找不到)',
    ),
  },
  {
    code: 'unknown-user',
    severity: 'hard',
    pattern: anyOf(
      '(?:user|recipient|addressee|mailbox|account|alias|address|customer|subscriber|person|name|local part|e-?mail|destination|group|destinatario).{0,60}(?:unknown|not (?:be )?(?:found|known|recogni[sz]ed|listed|valid|available|exist|deliverable)|(?:does not|doesn\'t|didn\'t|did not|not) exist|(?:could|was|is)n\'t (?:be )?found|invalid|unavailable|incorrect|no longer|rejected|misspelled|is wrong|typo)',
      '(?:unknown|no such|invalid|bad|incorrect|nonexistent|non-existent|undeliverable|not a valid|not a known|not a local|unrout(?:e)?able|illegal) .{0,20}(?:user|recipient|mailbox|account|address|alias|person|name|customer|local|destination|e-?mail|here)', 'no (?:mailbox|account|user|recipient|address|valid recipient)', 'user not', 'doesn\'t have an?', 'does not have an?', 'not (?:listed|found) in', 'nosuchuser', 'recip(?:ient)?notfound', 'not our customer', 'unknown to', 'not exist', 'addr(?:ess)? (?:unknown|error)',
      'unbekannt', 'existiert nicht', 'nicht gefunden', 'nicht vorhanden', 'inconnu', 'n\'existe (?:pas|plus)', 'introuvable', 'n\'a (?:pas )?(?:été|ete) trouv', 'no existe', 'desconocid', 'inexistente', 'no se (?:ha )?(?:encontr|encuentr|pudo encontr)', 'no encontr', 'non (?:esiste|valido|trovat)', 'sconosciut', 'inesistente', 'impossibile trovare', 'não (?:existe|encontrad|foi (?:possivel )?(?:encontr|localiz))', 'desconhecid', 'invalido',
      'bestaat niet', 'onbekend', 'niet gevonden', 'finns inte', 'okänd', 'hitta(?:des|s) inte', 'kunde inte hitta', 'findes ikke', 'ukendt', 'blev ikke fundet', 'finnes ikke', 'ukjent', 'ble ikke funnet', 'ei löydy', 'ei löytynyt', 'ei ole olemassa', 'tuntematon', 'nie istnieje', 'nieznany', 'nie (?:można )?(?:znalez|odnalez)', 'neexistuje', 'neznám', 'nenalez', 'nebyla? nalezen', 'bulunamadı', 'mevcut değil', 'bilinmeyen', 'geçersiz',
      'не существует', 'не на(?:йден|шел|ид)', 'неизвест', 'недействител', 'не удалось найти', '存在しません', '存在しない', '見つかりません', '見つからな', '宛先不明', 'リストにありません', '登録されていません', 'ユーザー?(?:が)?不明', '不存在', '找不到', '无此用户', '查无此', '無此', '존재하지', '찾을 수 없', '없는 (?:사용자|메일|계정|주소)',
    ),
  },
  {
    code: 'address-doubted',
    severity: 'hard',
    pattern: anyOf('(?:check|verify) (?:if|that|whether) .{0,20}address', 'check .{0,30}(?:spelling|typo)', 'address .{0,20}(?:possibly|probably|may be) (?:incorrect|wrong|misspelled)'),
  },
];
