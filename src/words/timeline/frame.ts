/** Where things stand in the picture, in pixels. */
export const WIDTH = 1_200;
export const PLOT = { left: 262, right: 950 } as const;
export const ROW = { height: 28, bar: 20 } as const;

export type Drawn = { readonly svg: string; readonly height: number };
