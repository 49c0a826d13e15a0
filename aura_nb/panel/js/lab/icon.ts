/** The panel's own sign, in the color that the page gives to icons. */

export const AURA = {
  name: "aura-nb:aura",
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 16 16"><path class="jp-icon3" stroke="#616161" style="fill: none" stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round" d="M8 14.5a6.5 6.5 0 1 1 6.5-6.5M6.5 5.5v5l4-2.5zM12.5 11v4M10.5 13h4"/></svg>',
};
