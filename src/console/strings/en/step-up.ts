export const stepUp = {} as const;
