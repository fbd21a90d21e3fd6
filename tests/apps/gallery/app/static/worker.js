onmessage = (event) => postMessage(event.data * 2)
