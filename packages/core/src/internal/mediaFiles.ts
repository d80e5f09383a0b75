/** @internal */
export const megabyte = 1024 * 1024

/**
 * The kinds of files that WeChat takes for messages, with their limits. A voice may also last no longer than 60 seconds,
 * which only WeChat can tell. Which formats of an image and a voice it takes depends on whether it keeps them.
 *
 * @internal
 */
export const kinds = {
  image: (endings: ReadonlyArray<string>) => ({ endings, maxSize: 10 * megabyte }),
  voice: (endings: ReadonlyArray<string>) => ({ endings, maxSize: 2 * megabyte }),
  video: { endings: ["mp4"], maxSize: 10 * megabyte },
  thumb: { endings: ["jpg", "jpeg"], maxSize: 64 * 1024 }
} as const
