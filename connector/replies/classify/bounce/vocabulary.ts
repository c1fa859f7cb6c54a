/**
 * How mail systems say that a mail was not delivered, that it is still being tried, and that they gave
 * up, in the languages Exchange and the big mail services speak. Pieces of phrases, not sentences.
 */
import { anyOf } from './patterns.js';

export const NOT_DELIVERED = anyOf(
  'undeliver(?:ed|able)', 'non-?deliver', '(?:could|can|was|were|has|had|will)(?: ?not|n\'t| not yet) (?:yet )?(?:be |been )?(?:able to )?(?:deliver|sen[dt]|relay|reach|forward|transmit)', 'not (?:be |been )?(?:delivered|relayed|deliverable)', '(?:unable|failed|afraid i wasn\'t able|trouble|error (?:while|occurred)?.{0,30}(?:attempting|trying)) (?:to )?(?:deliver|send|reach)',
  'delivery .{0,30}(?:fail|error|problem|delay|notif|abort|status)', '(?:fail|error|problem|trouble|delay)\\w{0,4} .{0,20}(?:delivery|delivering|sending your mail|transferring)', 'delevery', 'failed delivery', 'failure (?:notice|delivery|reasons?)', 'delivery (?:failure|failed|status|report|notification|error)', 'mail (?:delivery )?(?:failure|failed|error|system error)', 'returned? (?:e-?mail|mail|message|to sender)', 'email returned', 'mail returned', 'undelivered', 'did not reach', 'bounced?\\b', 'could not be reached', 'had (?:permanent|delivery|fatal|transient)', 'message (?:you sent )?(?:was |has been )?(?:rejected|blocked|refused|bounced)', 'rejected your message', 'not accept(?:ed)? (?:your|the) (?:message|mail)', 'could not send message', 'transcript of session', '(?:automatically|was) rejected', '^rejected',
  'unzustellbar', 'nicht (?:zugestellt|zustellbar|ausgeliefert|übermittelt)', 'zustellung.{0,60}(?:fehlgeschlagen|nicht|fehler|verz)', 'fehler bei der.{0,30}zustellung', 'zustellungs', 'nicht .{0,30}zugestellt',
  'non[- ]remis', 'non[- ](?:livre|distribu|delivr)', 'echec (?:de |d\'|lors de )?.{0,30}(?:remise|livraison|distribution|envoi|acheminement)', '(?:pas|n\'a pu|impossible d[e\']).{0,30}(?:remis|remettre|livr|distribu|delivr|achemin|envoy)', 'notification d\'etat de remise', 'non remises?',
  'no (?:se )?(?:ha |pudo |puede |ha podido )?(?:ser )?(?:entreg|enviad)', 'no entregad', '(?:error|fallo|falla).{0,20}(?:entrega|envio|entregar)', 'no (?:ha )?(?:sido |se )?(?:posible|pudo).{0,30}entreg', 'devuelto', 'estado de (?:la )?entrega', 'no se (?:pudo|puede|ha podido) (?:entregar|enviar)',
  'mancat[ao] (?:recapito|consegna)', 'non (?:recapit|consegn|e stato (?:possibile )?(?:recapit|consegn|inviat|invia))', 'impossibile (?:recapitare|consegnare|inviare)', '(?:recapito|consegna).{0,20}(?:non riuscit|fallit)', 'stato del recapito',
  'nao (?:foi |pode |pôde )?(?:ser )?(?:possivel )?(?:entreg|enviad)', 'não entregue', '(?:falha|erro).{0,20}(?:entrega|envio|entregar)', 'devolvid', 'status de entrega', 'notificacao .{0,20}entrega',
  'niet (?:worden )?(?:bezorgd|afgeleverd|bezorgen)', 'onbestelbaar', '(?:bezorg|aflever)\\w{0,4}.{0,30}mislukt', 'niet .{0,30}(?:bezorgd|afgeleverd)', 'niet-bezorg',
  'olever', 'obestall', 'obeställbar', '(?:kunde|kan|gick|går) inte .{0,30}(?:lever|skick)', 'leverans.{0,30}misslyck', 'ikke[- ](?:bli )?(?:lever|bezorg|afleveres)', '(?:kunne|kan) ikke .{0,20}lever', 'lever(?:ing|ansen?).{0,30}(?:mislykke|mislykte)', 'uleverbar',
  'ei voi(?:tu|da|tiin)? .{0,20}toimit', 'toimitus.{0,30}epaonnistui', 'toimittaminen.{0,30}epaonnistui', 'ei (?:ole )?toimit', 'ei perill',
  'nie (?:mozna |mogla |moze |zostal[ao]? |udalo sie )?.{0,20}(?:dostarcz|dorecz|wyslan)', 'niedostarcz', 'niedorecz', '(?:dostarcz|dorecz)\\w{0,6}.{0,30}nie powiod',
  'nedoruc', '(?:nebyl[ao]?|nelze|nemohl[ao]?|nepodarilo se) .{0,30}(?:doruc|odesl)', 'doruc\\w{0,6}.{0,30}(?:selhal|nezdar)',
  'teslim edil(?:e)?me', 'iletile?me', 'iletilemiyor', 'teslim edilemiyor', 'gonderileme', 'teslim .{0,20}basarisiz',
  'не (?:может быть |была? |было |удалось |удается )?.{0,20}доставл', 'не удалось доставить', 'не удается доставить', 'недоставл', 'не доставл', '(?:сбои|ошибка|отказ).{0,20}доставк', 'невозможно доставить', 'не вдалося достав', 'не доставлено',
  '配信(?:不能|でき|エラー|に?失敗|され(?:ません|なか)|通知|状態)', '配達(?:不能|でき|され(?:ません|なか))', '送信(?:に?失敗|でき(?:ません|なか)|エラー|され)', 'お届けできま', '届けることができ', '届きません', '不達', 'エラーメール', 'エラーのため', '返送',
  '退信', '退件', '退回', '无法(?:送达|投递|传递|发送|传送)', '(?:未能?|未被)(?:送达|投递|传递|发送)', '(?:投递|发送|传递|送达|传送)(?:失败|状态)', '無法(?:送達|傳遞|投遞|寄|傳送)', '(?:傳遞|投遞|傳送|寄送)(?:失敗|狀態)', '未傳遞', '未送達',
  '배달(?:되지|하지|할 수|불가|실패|못)', '전달(?:되지|할 수|하지|실패)', '전송(?:되지|할 수|실패)', '반송', '수신 ?실패', '보내지 못',
);

export const STILL_TRIED = anyOf(
  'delayed', '\\(delay\\)', 'not yet been delivered', 'has not been delivered yet', 'will (?:be |continue |keep |still )?(?:to )?(?:be )?(?:retried|retry|try|trying|re-?attempt)', 'still (?:trying|being tried)', 'warning message only', 'do not need to resend', 'no action is required', 'further attempts', 'will be (?:re)?tried', 'could not send message for past', 'continue trying', 'delivery (?:is )?delay', 'temporarily delayed',
  'verzoger', 'noch nicht zugestellt', 'weiter(?:hin)? versuch', 'retarde?', 'differe', 'retras', 'demorad', 'aplazad', 'ritard', 'in ritardo', 'atras', 'adiad', 'vertraag', 'vertraging', 'forsena', 'fordroj', 'forsink', 'viivast', 'opozn', 'opozdn', 'zpozd', 'gecik', 'задерж', 'отложен', '遅延', '遅れ', '延迟', '延遲', '지연',
);

export const GIVEN_UP = anyOf(
  'giv(?:en|ing) up', 'gave up', 'not (?:be )?(?:going to )?(?:retr|try again)', 'will not (?:be )?(?:retr|try|continu)', 'no longer (?:be )?(?:tr|attempt)', 'permanent(?:ly)? (?:fail|error|fatal)', 'failed permanently', 'permanent(?:ly)? fail', 'too long', 'expired', 'has been returned', 'cannot send message for', 'was aborted', 'could not be delivered (?:for|after|within)', '\\(failure\\)', 'delivery (?:has )?failed', 'undeliverable', 'aufgegeben', 'endgultig', 'abandonn', 'definitiv', 'rinunciat', 'desist', 'opgegeven', 'прекращ', '断念',
);

/** A person or robot asks whoever wrote to prove themselves: no bounce, though some dress as one. */
export const ASKS_TO_CONFIRM = anyOf(
  '(?:click|follow|visit|reply|respond).{0,120}(?:confirm|verify|authenticate|validate|approve|prove|be delivered|release)', '(?:confirm|verify|authenticate|validate|prove).{0,120}(?:click|link|reply|you are|sender|human)', 'challenge', 'whitelist', 'spamarrest', 'awaiting your confirmation', 'needs? (?:your )?confirmation', 'awaits? moderator', 'moderat(?:or|ion)',
);

export const DELIVERED = anyOf(
  '\\(success\\)', 'success(?:ful)? (?:mail )?(?:delivery|relay)', 'successfully (?:delivered|relayed|sent)', '(?:was|has been|were) (?:successfully )?(?:delivered|relayed) to', 'erfolgreich (?:zugestellt|ubermittelt)', 'remis avec succes', 'ete remis a', 'entregado correctamente', 'consegnat[oa] correttamente', 'entregue com (?:sucesso|exito)', 'met succes', 'успешно доставл', '正常に配信', '投递成功', '배달되었습니다',
);

/** Digests of what a filter keeps. */
export const QUARANTINE = anyOf(
  'quarantin', 'quarantaine', 'cuarentena', 'quarentena', 'карантин', '検疫', '隔離', '隔离', '격리',
);
