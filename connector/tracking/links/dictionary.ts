/**
 * What addresses in mails are often made of, for the compression of link addresses (RFC 1951 with a
 * preset dictionary, as RFC 1950 section 2.2 describes): shorter links. What is most frequent stands
 * last. It never changes: links in mails already sent are read with it. A better one is a new format
 * of the token beside this one.
 */
export const DICTIONARY = Buffer.from(
  [
    'instagram.com/', 'facebook.com/', 'twitter.com/', 'x.com/', 'github.com/', 'vimeo.com/', 'wikipedia.org/wiki/', 'medium.com/@', 'eventbrite.com/e/', 'typeform.com/to/', 'forms.office.com/r/', 'forms.gle/',
    'hubspotusercontent-eu1.net/hubfs/', 'hsforms.com/', 'salesforce.com/', 'lightning.force.com/lightning/r/', 'dropbox.com/scl/fi/', '?rlkey=', '&dl=0', 'onedrive.live.com/?id=', 'wetransfer.com/downloads/', 'notion.so/', 'miro.com/app/board/', 'figma.com/file/', 'loom.com/share/',
    'teams.microsoft.com/l/meetup-join/19%3ameeting_', '%40thread.v2/0?context=%7b%22Tid%22%3a%22', '%22%2c%22Oid%22%3a%22', '%22%7d', 'outlook.office.com/bookwithme/user/', 'outlook.office365.com/owa/calendar/', '/bookings/', '?anonymous&ep=pcard', 'zoom.us/j/', '?pwd=', 'meet.google.com/', 'webex.com/meet/',
    '-my.sharepoint.com/:b:/g/personal/', '.sharepoint.com/:w:/s/', '/:p:/s/', '/:x:/s/', '/:f:/s/', '/_layouts/15/Doc.aspx?sourcedoc=%7B', '?e=', '&action=default', 'docs.google.com/document/d/', '/presentation/d/', '/spreadsheets/d/', '/edit?usp=sharing', 'drive.google.com/file/d/', '/view?usp=sharing', 'youtu.be/', 'youtube.com/watch?v=',
    'app.hubspot.com/meetings/', 'meetings.hubspot.com/', 'meetings-eu1.hubspot.com/', 'linkedin.com/company/', 'linkedin.com/in/', 'calendly.com/', '/30min', '/15min', '/demo',
    '/wp-content/uploads/202', '.jpg', '.png', '.pptx', '.docx', '.aspx', '.php?id=', '/index.html', '.html', '.pdf', '?page=', '&lang=', '?lang=', '/es/', '/it/', '/fr/', '/de/', '/en/', '/en-us/', '/de-de/',
    '/support/', '/careers/', '/events/', '/webinars/', '/resources/', '/whitepaper', '/case-studies/', '/customers/', '/success-stories/', '/solutions/', '/services/', '/products/', '/product/', '/features', '/pricing', '/downloads/', '/download', '/contact', '/kontakt', '/about-us', '/about', '/news/', '/blog/', '/book-a-demo', '/request-demo', '/offer', '/angebot',
    '&gclid=', '&fbclid=', '&ref=', '?ref=', '&utm_term=', '&utm_content=', '&utm_campaign=', '&utm_medium=email', '?utm_campaign=', '?utm_source=', 'newsletter', 'email', 'sales', 'outreach',
    '.ch/', '.at/', '.eu/', '.nl/', '.it/', '.es/', '.fr/', '.co.uk/', '.io/', '.net/', '.org/', '.de/', '.com/', 'http://', 'http://www.', 'https://', 'https://www.',
  ].join(''),
  'latin1',
);
