# A Modbus device that nobody here wrote: pymodbus' server, TCP on a free port or RTU on a serial port.
# The first line says where; then a line of stdin "FUNCTION ADDRESS VALUE" changes what it holds.
import asyncio
import os
import sys

from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.server import StartAsyncSerialServer, StartAsyncTcpServer
from pymodbus.transaction import ModbusRtuFramer


def block(count, values):
    held = [0] * count
    for address, value in values.items():
        held[address] = value
    return ModbusSequentialDataBlock(0, held)


async def main():
    unit = ModbusSlaveContext(
        di=block(8, {0: 1, 1: 1, 2: 1, 3: 1}),
        co=block(8, {}),
        ir=block(4, {2: 0x41C4}),
        hr=block(32, {10: 150, 13: 1, 14: 0x1170}),
        zero_mode=True,
    )
    context = ModbusServerContext(slaves={1: unit}, single=False)

    def order():
        text = os.read(0, 4096).decode()
        if text == "":
            sys.exit(0)
        for line in text.splitlines():
            function, address, value = (int(word) for word in line.split())
            unit.setValues(function, address, [value])

    asyncio.get_running_loop().add_reader(0, order)
    if sys.argv[1] == "tcp":
        server = await StartAsyncTcpServer(context, address=("127.0.0.1", 0), defer_start=True)
        serving = asyncio.ensure_future(server.serve_forever())
        await server.serving
        print(server.server.sockets[0].getsockname()[1], flush=True)
        await serving
    else:
        server = await StartAsyncSerialServer(
            context, framer=ModbusRtuFramer, port=sys.argv[2], baudrate=115200, defer_start=True
        )
        await server.start()
        print(sys.argv[2], flush=True)
        await server.serve_forever()


asyncio.run(main())
