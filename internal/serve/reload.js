// Shows the page anew once what it shows has changed. While nobody sees the page it
// does not ask: browsers have few connections for a site, and each page that
// listens takes one.
(() => {
	const shown = new URL(document.currentScript.src).searchParams.get("v");
	let source = null;
	const stop = () => {
		if (source) source.close();
		source = null;
	};
	const listen = () => {
		if (source || document.hidden) return;
		const mine = source = new EventSource("/.galley/changes");
		source.onmessage = e => {
			if (e.data === shown) return;
			stop();
			location.reload();
		};
		source.onerror = () => {
			if (mine !== source || mine.readyState !== EventSource.CLOSED) return;
			stop();
			setTimeout(listen, 2000);
		};
	};
	document.addEventListener("visibilitychange", () => document.hidden ? stop() : listen());
	listen();
})();
