/// One room in which one connection types and all listen, the typist too: its echo is the acknowledgement.
struct TypingRoom {
    var typist: Typist
    let writer: LoadConnection
    let listeners: Int
    /// When each update was sent, or should have been, in nanoseconds.
    var sentAt: [UInt64] = []
    /// Who has not got it yet.
    var lacking: [Int] = []
}

extension LoadRun {
    func startTraffic() {
        isTyping = true
        for room in 0..<plan.rooms {
            let members = connections.filter { $0.room == room }
            guard let writer = members.first(where: { !$0.isDeaf }) else { continue }
            rooms.append(
                TypingRoom(
                    typist: Typist(client: .random(in: 1..<1 << 32), letters: plan.letters), writer: writer,
                    listeners: members.count { !$0.isDeaf }
                ))
        }
        switch plan.traffic {
        case .typing(let inFlight):
            for room in rooms.indices {
                for _ in 0..<inFlight { type(in: room, due: LoadLoop.now) }
            }
        case .paced(let rate):
            pace(perSecond: rate) { self.type(in: $0 % self.rooms.count, due: $1) }
        case .presence:
            renewals = Array(repeating: 0, count: connections.count)
            clients = connections.map { _ in .random(in: 1..<1 << 32) }
            pace(perSecond: Double(connections.count)) { number, _ in self.renewPresence(number) }
        case .none, .joining, .storm:
            break
        }
    }

    private func type(in room: Int, due: UInt64) {
        guard isTyping else { return }
        rooms[room].sentAt.append(due)
        rooms[room].lacking.append(rooms[room].listeners)
        rooms[room].writer.write(LoadFrame.update(rooms[room].typist.next()))
    }

    func arrived(_ arrival: LoadConnection.Arrival, on connection: LoadConnection) {
        guard arrival == .update else { return counts.awareness += 1 }
        let index = connection.updates
        connection.updates += 1
        guard !rooms.isEmpty else { return uploadsLeft -= 1 }
        let room = connection.room
        guard index < rooms[room].sentAt.count else {
            return fail(LoadFailure("more updates came than were sent"))
        }
        counts.deliveries += 1
        if rooms[room].listeners == 1 || connection !== rooms[room].writer {
            counts.latencies.add(nanoseconds: LoadLoop.now - rooms[room].sentAt[index])
        }
        rooms[room].lacking[index] -= 1
        guard rooms[room].lacking[index] == 0 else { return }
        counts.updates += 1
        if case .typing = plan.traffic { type(in: room, due: LoadLoop.now) }
    }

    /// Calls `action` with 0, 1, 2 and so on at its due times; late ones are made up for at once.
    private func pace(perSecond rate: Double, _ action: @escaping (Int, UInt64) -> Void) {
        let start = LoadLoop.now
        func dueTime(_ number: Int) -> UInt64 { start + UInt64(Double(number) / rate * 1e9) }
        func next(_ number: Int) {
            guard isTyping else { return }
            var number = number
            while dueTime(number) <= LoadLoop.now {
                action(number, dueTime(number))
                number += 1
            }
            let following = number
            loop.schedule(at: dueTime(following)) { next(following) }
        }
        next(0)
    }

    private func renewPresence(_ number: Int) {
        let number = number % connections.count
        renewals[number] += 1
        let state = """
            {"user":{"name":"Member \(number)","color":"#0b7285"},\
            "cursor":{"anchor":{"type":null,"tname":"notes","item":null,"assoc":0},\
            "head":{"type":null,"tname":"notes","item":null,"assoc":0},"n":\(renewals[number])}}
            """
        connections[number].write(
            LoadFrame.awareness(client: clients[number], clock: renewals[number], state: state))
    }
}
