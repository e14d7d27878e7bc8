/** Where things stand in the picture, in pixels. */
export const WIDTH = 1_200;
export const PLOT = { left: 268, right: 976 } as const;
export const ROW = { height: 28, bar: 20 } as const;

export type Drawn = { readonly svg: string; readonly height: number };
