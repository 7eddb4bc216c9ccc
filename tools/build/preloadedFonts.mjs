/**
 * Has the page ask for these fonts along with its script. Else Chromium asks for a font when it first lays out a text in
 * it, and then lays out everything a second time.
 * @param {string[]} names of the files in their packages, without their ending
 * @returns {import('vite').Plugin}
 */
export function preloadedFonts(names) {
  return {
    name: 'preloaded-fonts',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle = {} }) {
        return names.map((name) => {
          const file = Object.keys(bundle).find((each) => each.includes(`/${name}-`))
          if (!file) throw new Error(`The page has no font ${name}, so the page cannot ask for it early`)
          return {
            tag: 'link',
            attrs: { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: true, href: `./${file}` },
            injectTo: 'head',
          }
        })
      },
    },
  }
}
