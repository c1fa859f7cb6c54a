/** Folder of pdf.js as it was published, and of the files it asks for by name; with a slash at its end. */
declare const PDFJS_FILES: string;
