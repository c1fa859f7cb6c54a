/** The product's sign: a reply arrow that turns back. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden focusable="false">
      <rect width="24" height="24" rx="6" fill="#0e7c86" />
      <path d="M11 7 6 12l5 5M6.5 12H14a4 4 0 0 1 4 4v1" fill="none" stroke="#fff" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
