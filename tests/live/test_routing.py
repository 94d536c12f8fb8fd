from playground.live.routing import route_socket


async def test_there_is_no_other_socket():
    sent = []

    async def send(event):
        sent.append(event)

    await route_socket({"type": "websocket", "path": "/ws/"}, None, send)
    assert sent == [{"type": "websocket.close"}]
