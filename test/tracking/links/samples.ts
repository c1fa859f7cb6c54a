/**
 * Mails as programs write them, made by hand after what Outlook for Windows (Word's HTML), Outlook
 * on the web, Gmail and Apple Mail produce: their head, their line ends within tags, their quotes
 * or none around attributes, their marks around what is answered.
 */
export interface Sample {
  readonly program: string;
  /** ⟦ and ⟧ stand around the addresses that are to be tracked. */
  readonly marked: string;
  /** Where its links lead that are to be tracked, in order. */
  readonly leads: readonly string[];
  /** Why others stay, in order. */
  readonly stay: readonly string[];
}

const WORD_HEAD = `<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word" xmlns:m="http://schemas.microsoft.com/office/2004/12/omml" xmlns="http://www.w3.org/TR/REC-html40">
<head>
<meta http-equiv=Content-Type content="text/html; charset=utf-8">
<meta name=Generator content="Microsoft Word 15 (filtered medium)">
<!--[if !mso]><style>v\\:* {behavior:url(#default#VML);}
o\\:* {behavior:url(#default#VML);}
.shape {behavior:url(#default#VML);}
</style><![endif]--><style><!--
/* Font Definitions */
@font-face
	{font-family:"Cambria Math";
	panose-1:2 4 5 3 5 4 6 3 2 4;}
p.MsoNormal, li.MsoNormal, div.MsoNormal
	{margin:0cm;
	font-size:11.0pt;
	font-family:"Calibri",sans-serif;}
a:link, span.MsoHyperlink
	{mso-style-priority:99;
	color:#0563C1;
	text-decoration:underline;}
--></style><!--[if gte mso 9]><xml>
<o:shapedefaults v:ext="edit" spidmax="1026" />
</xml><![endif]--></head>
`;

export const SAMPLES: readonly Sample[] = [
  {
    program: 'Outlook for Windows',
    marked: `${WORD_HEAD}<body lang=DE link="#0563C1" vlink="#954F72" style='word-wrap:break-word'><div class=WordSection1><p class=MsoNormal><span lang=EN-US>Dear Kevin,<o:p></o:p></span></p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>our offer is <a
href="⟦https://www.contoso.example/offer?id=7&amp;lang=de⟧"><span lang=EN-US>here</span></a><span lang=EN-US>, and <a href='⟦https://calendly.com/riley/30min⟧'
target="_blank"><b>book a time</b></a>.<o:p></o:p></span></p>
<ul style='margin-top:0cm' type=disc><li class=MsoListParagraph style='margin-left:0cm;mso-list:l0 level1 lfo1'><a href=⟦https://www.contoso.example/flyer.pdf⟧>Flyer</a><o:p></o:p></li></ul>
<p class=MsoNormal><!--[if gte vml 1]><v:shapetype id="_x0000_t75" coordsize="21600,21600"><v:stroke joinstyle="miter"/></v:shapetype><v:shape id="Logo" type="#_x0000_t75" href="https://www.contoso.example/" style='width:96pt;height:32pt'><v:imagedata src="cid:image001.png@01DB3D9A.4C7E2B10" o:title="Logo"/></v:shape><![endif]--><![if !vml]><a href="⟦https://www.contoso.example/⟧"><img border=0 width=128 height=43 src="cid:image001.png@01DB3D9A.4C7E2B10" alt="Contoso" v:shapes="Logo"></a><![endif]><o:p></o:p></p>
<p class=MsoNormal><a href="mailto:riley@contoso.example">riley@contoso.example</a> | <a href="tel:+49301234567">+49 30 1234567</a> | <a name="_MailAutoSig">Contoso</a><o:p></o:p></p>
<div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal><b><span lang=EN-US>From:</span></b><span lang=EN-US> Kevin Flynn &lt;<a href="mailto:flynn@flynnsarcade.com">flynn@flynnsarcade.com</a>&gt; <br><b>Subject:</b> Arcade<o:p></o:p></span></p></div></div><p class=MsoNormal>See <a href="https://flynnsarcade.com/">our page</a><o:p></o:p></p></div></body></html>`,
    leads: ['https://www.contoso.example/offer?id=7&lang=de', 'https://calendly.com/riley/30min', 'https://www.contoso.example/flyer.pdf', 'https://www.contoso.example/'],
    stay: ['outlook', 'not-web', 'not-web', 'quoted', 'quoted'],
  },
  {
    program: 'Outlook on the web',
    marked: `<html><head>\r\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8">\r\n<style type="text/css" style="display:none;"> P {margin-top:0;margin-bottom:0;} </style>\r\n</head>\r\n<body dir="ltr">\r\n<div class="elementToProof" style="font-family: Aptos, Aptos_EmbeddedFont, Calibri, Helvetica, sans-serif; font-size: 12pt; color: rgb(0, 0, 0);">\r\nDear Kevin, <a href="⟦https://www.contoso.example/offer?id=7&amp;lang=de⟧" target="_blank" rel="noopener noreferrer" class="OWAAutoLink" id="OWA5d3f1b1c-77aa-4a0c-9f4b-1d6a4b0a1c11" data-loopstyle="linkonly" data-auth="NotApplicable" style="margin: 0px;">our offer</a>&nbsp;is ready.</div>\r\n<div class="elementToProof"><br></div>\r\n<table style="border-collapse:collapse"><tbody><tr><td><a title="https://calendly.com/riley/30min" href="⟦https://calendly.com/riley/30min⟧" data-linkindex="1"><img alt="Book a time" width="120" src="cid:3f2b"></a></td></tr></tbody></table>\r\n<div id="Signature" class="elementToProof"><a href="⟦http://www.contoso.example⟧">www.contoso.example</a></div>\r\n<div id="appendonsend"></div>\r\n<hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif" style="font-size:11pt" color="#000000"><b>From:</b> Kevin Flynn &lt;flynn@flynnsarcade.com&gt;</font><div>&nbsp;</div></div>\r\n<div dir="ltr"><a href="https://flynnsarcade.com/">our page</a></div></body></html>`,
    leads: ['https://www.contoso.example/offer?id=7&lang=de', 'https://calendly.com/riley/30min', 'http://www.contoso.example/'],
    stay: ['quoted'],
  },
  {
    program: 'Gmail',
    marked: `<div dir="ltr">Dear Kevin,<div><br></div><div><a href="⟦https://www.contoso.example/offer?id=7&amp;lang=de⟧" target="_blank">our offer</a> is ready, and you can <a href="⟦https://calendly.com/riley/30min⟧">book a time</a>. <a href="#m_-42_top">Top</a></div><div><br clear="all"></div><div><br></div><span class="gmail_signature_prefix">-- </span><br><div dir="ltr" class="gmail_signature" data-smartmail="gmail_signature"><div dir="ltr">Riley<div><a href="⟦https://www.contoso.example⟧" target="_blank"><img src="https://ci3.googleusercontent.com/mail-sig/AIorK4x" width="96" height="32"></a></div></div></div></div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">On Mon, Nov 23, 2026 at 9:12 AM Kevin Flynn &lt;<a href="mailto:flynn@flynnsarcade.com">flynn@flynnsarcade.com</a>&gt; wrote:<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex"><a href="https://flynnsarcade.com/">our page</a></blockquote></div>\n`,
    leads: ['https://www.contoso.example/offer?id=7&lang=de', 'https://calendly.com/riley/30min', 'https://www.contoso.example/'],
    stay: ['in-page', 'quoted', 'quoted'],
  },
  {
    program: 'Apple Mail',
    marked: `<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head><body style="overflow-wrap: break-word; -webkit-nbsp-mode: space; line-break: after-white-space;">Dear Kevin,<div><br></div><div><a href="⟦https://www.contoso.example/offer?id=7&amp;lang=de⟧">our offer</a>&nbsp;is ready: 📄 <a href="⟦https://calendly.com/riley/30min⟧"><span class="Apple-style-span">book a time</span></a>.<br id="lineBreakAtBeginningOfMessage"><div><br><blockquote type="cite"><div>On 23. Nov 2026, at 09:12, Kevin Flynn &lt;flynn@flynnsarcade.com&gt; wrote:</div><br class="Apple-interchange-newline"><div><a href="https://flynnsarcade.com/">our page</a></div></blockquote></div><br></div></body></html>`,
    leads: ['https://www.contoso.example/offer?id=7&lang=de', 'https://calendly.com/riley/30min'],
    stay: ['quoted'],
  },
  {
    program: 'a template for campaigns, with a button for Outlook of its own',
    marked: `<!DOCTYPE html><html><body><table role="presentation"><tr><td><!--[if mso]><v:roundrect xmlns:v="urn:schemas-microsoft-com:vml" href="https://www.contoso.example/offer" arcsize="10%"><center>Offer</center></v:roundrect><![endif]--><!--[if !mso]><!-- --><a href="⟦https://www.contoso.example/offer⟧" style="display:inline-block">Offer</a><!--<![endif]--></td></tr></table><p><a href="https://www.contoso.example/imprint" data-readback="off">Imprint</a> · <a href="https://lists.contoso.example/leave/7">Hier abmelden</a></p></body></html>`,
    leads: ['https://www.contoso.example/offer'],
    stay: ['outlook', 'excluded', 'unsubscribe'],
  },
];
