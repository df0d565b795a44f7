/* Columns of a payload: from base64 to bytes, checked, and from bytes to numbers and words. */
"use strict";

(function () {
  const SLICE = 1 << 18; // signs of base64 at a time; a multiple of four
  const PATIENCE = 12; // milliseconds of work before the page may draw

  const table = new Int32Array(256).map((_, byte) => {
    let sum = byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
    return sum;
  });

  function checksum(sum, bytes) {
    for (let i = 0; i < bytes.length; i++) sum = table[(sum ^ bytes[i]) & 255] ^ (sum >>> 8);
    return sum;
  }

  let rested = performance.now();

  /* Let the page draw and answer, if it has been long. */
  async function rest() {
    if (performance.now() - rested < PATIENCE) return;
    await new Promise((go) => setTimeout(go));
    rested = performance.now();
  }

  function plain(text) {
    const signs = atob(text);
    const bytes = new Uint8Array(signs.length);
    for (let i = 0; i < signs.length; i++) bytes[i] = signs.charCodeAt(i);
    return bytes;
  }

  async function feed(writer, text) {
    for (let start = 0; start < text.length; start += SLICE) {
      await writer.write(plain(text.slice(start, start + SLICE)));
      await rest();
    }
    await writer.close();
  }

  /* Pieces of the block, one after another. */
  async function pieces(pack, take) {
    if (!pack.gzip) {
      for (let start = 0; start < pack.data.length; start += SLICE) {
        take(plain(pack.data.slice(start, start + SLICE)));
        await rest();
      }
      return;
    }
    const stream = new DecompressionStream("gzip");
    const fed = feed(stream.writable.getWriter(), pack.data);
    fed.catch(() => null); // the reader meets the same fault
    const reader = stream.readable.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) take(part.value);
    await fed;
  }

  class TooOld extends Error {}

  /* The block of a payload; throws where the browser is too old or the block is not whole. */
  async function unpack(pack) {
    if (pack.gzip && typeof DecompressionStream === "undefined") throw new TooOld();
    const bytes = new Uint8Array(pack.bytes);
    let end = 0;
    let sum = -1;
    await pieces(pack, (piece) => {
      bytes.set(piece, end); // throws where there is too much
      end += piece.length;
      sum = checksum(sum, piece);
    });
    if (end !== pack.bytes || (sum ^ -1) >>> 0 !== pack.crc) throw new Error("checksum");
    return new Block(bytes);
  }

  class Block {
    constructor(bytes) {
      this.bytes = bytes;
    }

    /* Whole numbers, all of them. */
    ints(spec) {
      const all = new Int32Array(spec.n);
      for (let plane = 0; plane < spec.planes; plane++) {
        const start = spec.at + plane * spec.n;
        for (let i = 0; i < spec.n; i++) all[i] |= this.bytes[start + i] << (8 * plane);
      }
      let sum = 0;
      for (let i = 0; i < spec.n; i++) {
        const own = (all[i] >>> 1) ^ -(all[i] & 1);
        all[i] = spec.delta ? (sum = (sum + own) | 0) : own;
      }
      return all;
    }

    /* A function of the row, for whole numbers that are asked for one by one. */
    number(spec) {
      const { bytes } = this;
      return (row) => {
        let own = 0;
        for (let plane = 0; plane < spec.planes; plane++) own |= bytes[spec.at + plane * spec.n + row] << (8 * plane);
        return (own >>> 1) ^ -(own & 1);
      };
    }

    doubles(spec) {
      const bytes = new Uint8Array(8 * spec.n);
      for (let plane = 0; plane < 8; plane++) {
        const start = spec.at + plane * spec.n;
        for (let i = 0; i < spec.n; i++) bytes[8 * i + plane] = this.bytes[start + i];
      }
      const view = new DataView(bytes.buffer);
      return (row) => view.getFloat64(8 * row, true);
    }

    /* A function of the row; nothing is read before the first call. */
    text(spec) {
      let whole = null;
      let ends = null;
      return (row) => {
        if (whole === null) {
          // a mark of byte order is a sign like any other here
          whole = new TextDecoder("utf-8", { ignoreBOM: true }).decode(this.bytes.subarray(spec.at, spec.at + spec.bytes));
          ends = this.ints(spec.sizes);
          for (let i = 1; i < ends.length; i++) ends[i] += ends[i - 1];
        }
        return whole.slice(row ? ends[row - 1] : 0, ends[row]);
      };
    }

    /* A function of the row: text, a number, or null. */
    column(spec) {
      if (spec.is === "coded") {
        const [code, word] = [this.number(spec.codes), this.text(spec.words)];
        return (row) => (code(row) ? word(code(row) - 1) : null);
      }
      const missing = spec.missing ? this.number(spec.missing) : () => 0;
      const cell = spec.is === "words" ? this.text(spec.all) : this.decimal(spec);
      return (row) => (missing(row) ? null : cell(row));
    }

    decimal(spec) {
      const own = spec.values;
      const whole = own.is === "double" ? this.doubles(own) : this.number(own);
      const unit = own.is === "double" ? 1 : 10 ** spec.digits;
      return spec.text ? (row) => String(whole(row) / unit) : (row) => whole(row) / unit;
    }
  }

  /* What is said where a block cannot be read; name is of what it holds. */
  function complaint(fault, name) {
    const { words } = pianqu;
    return fault instanceof TooOld ? words.too_old : words.broken.replace("{name}", () => name);
  }

  Object.assign(pianqu, { unpack, complaint, rest });
})();
