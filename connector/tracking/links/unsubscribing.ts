/**
 * Links for unsubscribing stay as they are: nobody's wish to be left alone is counted as interest,
 * and it works without us. Known by words in address or text, in the languages replies are read in.
 */

/** In addresses: of mailing programs, and words as they stand in paths. */
const IN_ADDRESS =
  /unsub(?:scribe|\b)|opt-?_?out|list-?manage|email-?_?preferences|manage-?_?(?:preferences|subscriptions?)|remove-?_?me\b|abmelde|abbestell|austragen\b|desabonn|desinscri|désinscri|desuscri|darse-?de-?baja|cancelar-?(?:suscrip|inscri|subscri)|disiscri|cancella-?(?:iscri|sottoscri)|descadastr|afmeld|uitschrij|avregistr|avprenumer|avanmal|avmeld|afmelding|peruuta-?tilaus|wypisz|odhlas|leiratkoz|dezabon|\botpis|\bvidpys/i;

/** In what the link shows, in lower case without accents. */
const IN_TEXT: readonly RegExp[] = [
  /\bunsubscrib\w*|\bopt(?:ing)?[ -]?out\b|\bstop receiving\b|\b(?:email|mail|communication|subscription) preferences\b|\bmanage (?:your |my )?(?:preferences|subscriptions?)\b|\bremove me\b/, // en
  /\b(?:sich |mich |hier |newsletter )?(?:abmelden|abbestellen|austragen)\b|\babmelde\w*|\babbestell\w*|\bkeine (?:weiteren )?(?:e-?mails|mails|nachrichten) mehr\b/, // de
  /\b(?:me |se |vous )?desabonner\b|\bdesabonne\w*|\bdesinscri\w*|\bne plus recevoir\b|\bse desinscrire\b/, // fr
  /\b(?:darse|darme|dar) de baja\b|\bdesuscrib\w*|\bcancelar (?:la |mi |su )?(?:suscripcion|inscripcion)\b|\bno recibir mas\b/, // es
  /\bdisiscri\w*|\bannulla(?:re)? (?:l['’ ])?iscrizione\b|\bcancell(?:ami|ati|arsi) da|\bnon ricevere piu\b/, // it
  /\b(?:cancelar|anular) (?:a |minha |sua )?(?:inscricao|subscricao|assinatura)\b|\bdescadastr\w*|\bnao receber mais\b|\bdesinscrever\b/, // pt
  /\buitschrij\w*|\bafmeld\w*|\bgeen (?:e-?mails?|berichten) meer\b/, // nl
  /\bavregistrer\w*|\bavprenumerer\w*|\bavanmal\w*|\bavsluta prenumeration\w*/, // sv
  /\bafmeld\w*|\bframeld\w*|\bopsig\w* abonnement\w*/, // da
  /\bavmeld\w*|\bmeld(?:e)? (?:deg |meg )?av\b|\bstopp abonnement\w*/, // nb
  /\bperuuta (?:uutiskirje\w*|tilau\w*)|\bpoistu (?:posti)?listalta\b|\blopeta tilau\w*/, // fi
  /\bwypis\w*|\bzrezygnu\w*|\brezygnacj\w*/, // pl
  /\bodhlas\w*|\bodhlasit\b|\bzrusit odber\b/, // cs
  /\bleiratkoz\w*|\bfeliratkozas lemondas\w*/, // hu
  /\bdezabon\w*/, // ro
  /\baboneligi(?:mi|nizi)? iptal\w*|\babonelikten (?:cik|ayril)\w*|\blisteden (?:cik|ayril)\w*/, // tr
  /διαγραφη|απεγγραφ/u, // el
  /отписа|отказаться от (?:рассылки|подписки)/u, // ru
  /відписа|скасувати підписку/u, // uk
  /配信停止|登録解除|購読解除|配信解除/u, // ja
  /수신\s*거부|구독\s*취소|구독\s*해지/u, // ko
  /退订|退訂|取消订阅|取消訂閱/u, // zh
];

/** What a link shows is short; the words of an article are no wish. */
const LONGEST_TEXT = 120;

export function saysUnsubscribe(address: URL, text: string): boolean {
  if (IN_ADDRESS.test(decoded(`${address.host}${address.pathname}${address.search}`))) return true;
  const shown = folded(text);
  return shown.length <= LONGEST_TEXT && IN_TEXT.some((words) => words.test(shown));
}

function decoded(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}

/** Lower case without Latin and Greek accents; composed again, so that Korean and Cyrillic letters stay whole. */
function folded(text: string): string {
  return text.toLowerCase().replace(/ı/g, 'i').replace(/ł/g, 'l').replace(/ø/g, 'o').normalize('NFD').replace(/(?<=[\p{Script=Latin}\p{Script=Greek}])\p{M}+/gu, '').normalize('NFC').replace(/\s+/g, ' ').trim();
}
