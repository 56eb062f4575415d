// Opened from disk, a page may start no worker. This one lives in a hidden frame, and answers as a
// worker does, so that the search works there too.
if (location.protocol === "file:") {
  class FrameWorker extends EventTarget {
    constructor(url) {
      super();
      this.onmessage = null;
      const frame = document.createElement("iframe");
      frame.hidden = true;
      document.body.appendChild(frame);
      const inner = frame.contentWindow;
      frame.contentDocument.open();
      frame.contentDocument.write(
        "<script>" +
          "window.postMessage = (data) => parent.dispatchEvent(" +
          "  new CustomEvent('frame-worker', { detail: { from: window, data } }));" +
          "window.importScripts = (...urls) => urls.reduce((before, url) => before.then(() =>" +
          "  new Promise((done, failed) => {" +
          "    const script = document.createElement('script');" +
          "    script.src = url; script.onload = done; script.onerror = failed;" +
          "    document.body.appendChild(script);" +
          "  })), Promise.resolve());" +
          "</script>" +
          `<body><script src="${new URL(url, location.href)}"></script>` +
          "<script>parent.dispatchEvent(new CustomEvent('frame-ready', { detail: window }))</script>"
      );
      this.ready = new Promise((done) =>
        window.addEventListener("frame-ready", (event) => event.detail === inner && done())
      );
      frame.contentDocument.close();
      this.inner = inner;
      window.addEventListener("frame-worker", (event) => {
        if (event.detail.from !== inner) return;
        const message = new MessageEvent("message", { data: event.detail.data });
        this.dispatchEvent(message);
        if (this.onmessage) this.onmessage(message);
      });
    }

    postMessage(data) {
      this.ready.then(() =>
        this.inner.dispatchEvent(new this.inner.MessageEvent("message", { data }))
      );
    }
  }
  window.IFrameWorker = FrameWorker;
  window.Worker = FrameWorker;
}
