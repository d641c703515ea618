/** The canary of the icon, in the accent colour. */
export function Bird({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path
        fill="var(--av-canary)"
        d="M15.2 3.2c-2.7 0-4.9 2-5.1 4.7L2.3 13.3c-.5.3-.4 1 .1 1.2l3.2 1.1c1.6 2.6 4.4 4.2 7.5 4.2 4.8 0 8.3-3.6 8.3-8.4V9.2l2.1-1.2c.4-.2.4-.8 0-1l-2.4-1c-.8-1.700-2.500-2.800-4.400-2.800z"
      />
      <circle cx="16.600" cy="7.400" r="1.100" fill="var(--av-onCanary)" />
    </svg>
  )
}
