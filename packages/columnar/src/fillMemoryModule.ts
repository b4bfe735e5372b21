/** fillMemory.wat assembled by `npm run webassembly`, base64. */
export const FILL_MEMORY = [
  'AGFzbQEAAAABBwFgA39/fwACEgEDZW52Bm1lbW9yeQIDAYCABAMCAQAHCAEEZmlsbAAACg0BCwAgACABIAL8CwAL',
].join('');
