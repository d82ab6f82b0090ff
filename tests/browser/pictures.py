"""Pictures of pages as PNG files of at most 256 colours: a third of the size, and no loss seen."""

from __future__ import annotations

import base64
import struct
import zlib
from pathlib import Path

from playwright.sync_api import Page

IN_FEW_COLOURS = """async png => {
  const picture = new Image();
  picture.src = 'data:image/png;base64,' + png;
  await picture.decode();
  const {width, height} = picture;
  const canvas = new OffscreenCanvas(width, height).getContext('2d');
  canvas.drawImage(picture, 0, 0);
  const pixels = canvas.getImageData(0, 0, width, height).data;
  const counts = new Map();
  for (let at = 0; at < pixels.length; at += 4) {
    const colour = pixels[at] << 16 | pixels[at + 1] << 8 | pixels[at + 2];
    counts.set(colour, (counts.get(colour) || 0) + 1);
  }
  const most = [...counts].sort((one, other) => other[1] - one[1]).slice(0, 256);
  const palette = most.map(([colour]) => [colour >> 16, colour >> 8 & 255, colour & 255]);
  const nearest = new Map(most.map(([colour], index) => [colour, index]));
  const indexes = new Uint8Array(width * height);
  for (let at = 0; at < pixels.length; at += 4) {
    const red = pixels[at], green = pixels[at + 1], blue = pixels[at + 2];
    const colour = red << 16 | green << 8 | blue;
    if (!nearest.has(colour)) {
      const far = palette.map(([r, g, b]) => (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2);
      nearest.set(colour, far.indexOf(Math.min(...far)));
    }
    indexes[at / 4] = nearest.get(colour);
  }
  let text = '';
  for (let at = 0; at < indexes.length; at += 8192) {
    text += String.fromCharCode(...indexes.subarray(at, at + 8192));
  }
  return {width, height, palette: palette.flat(), indexes: btoa(text)};
}"""


def write(page: Page, png: bytes, path: Path) -> None:
    """Write a picture in few colours; the page, of any address, lends its canvas."""
    drawn = page.evaluate(IN_FEW_COLOURS, base64.b64encode(png).decode())
    width, height = drawn["width"], drawn["height"]
    indexes = base64.b64decode(drawn["indexes"])
    lines = b"".join(b"\0" + indexes[y * width : (y + 1) * width] for y in range(height))
    header = struct.pack(">2I5B", width, height, 8, 3, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"PLTE", bytes(drawn["palette"]))
        + chunk(b"IDAT", zlib.compress(lines, 9))
        + chunk(b"IEND", b"")
    )


def chunk(kind: bytes, content: bytes) -> bytes:
    checked = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + checked
