// Shows the page anew once what it shows has changed.
(() => {
	const shown = new URL(document.currentScript.src).searchParams.get("v");
	const listen = () => {
		const source = new EventSource("/.galley/changes");
		source.onmessage = e => {
			if (e.data === shown) return;
			source.close();
			location.reload();
		};
		source.onerror = () => {
			if (source.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
		};
	};
	listen();
})();
