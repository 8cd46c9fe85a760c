import CRDT

/// A text as an array of letters, and Yjs's merge rule on it: small, slow and obvious.
///
/// It knows nothing of runs, trees or bytes. Where the engine differs, one of the two is wrong.
struct Oracle {
    struct Letter {
        var id: ID
        /// The letters it was typed behind and before; nil at the edges of the text.
        var origin: ID?
        var rightOrigin: ID?
        var character: Character
        var isDeleted = false
    }

    /// What replicas tell each other.
    enum Operation {
        case insert(Letter)
        case delete(ID)
    }

    let client: ClientID
    private var letters: [Letter] = []
    private var waiting: [Operation] = []

    init(client: ClientID) {
        self.client = client
    }

    var string: String { String(letters.filter { !$0.isDeleted }.map(\.character)) }
    var length: Int { letters.count { !$0.isDeleted } }

    // MARK: Typing

    /// New letters go behind the letter before the index and behind what is deleted after it.
    mutating func insert(_ string: String, at index: Int) -> [Operation] {
        var place = index == 0 ? 0 : visible(index - 1) + 1
        while place < letters.count, letters[place].isDeleted { place += 1 }
        var origin = place == 0 ? nil : letters[place - 1].id
        let rightOrigin = place == letters.count ? nil : letters[place].id
        return string.map { character in
            let id = ID(client: client, clock: clock(of: client))
            let letter = Letter(id: id, origin: origin, rightOrigin: rightOrigin, character: character)
            integrate(letter)
            origin = id
            return .insert(letter)
        }
    }

    mutating func delete(at index: Int, count: Int) -> [Operation] {
        (0..<count).map { _ in
            let place = visible(index)
            letters[place].isDeleted = true
            return .delete(letters[place].id)
        }
    }

    // MARK: Merging

    /// Takes what others did, in any order; what misses a predecessor waits.
    mutating func apply(_ operations: [Operation]) {
        var rest = waiting + operations
        var isStuck = false
        while !isStuck {
            let before = rest.count
            rest.removeAll { take($0) }
            isStuck = rest.count == before
        }
        waiting = rest
    }

    private mutating func take(_ operation: Operation) -> Bool {
        switch operation {
        case .insert(let letter):
            guard place(of: letter.id) == nil else { return true }
            guard letter.id.clock == clock(of: letter.id.client),
                letter.origin.map({ place(of: $0) != nil }) ?? true,
                letter.rightOrigin.map({ place(of: $0) != nil }) ?? true
            else { return false }
            integrate(letter)
        case .delete(let id):
            guard let place = place(of: id) else { return false }
            letters[place].isDeleted = true
        }
        return true
    }

    /// Between its two origins a letter passes all that was typed behind a later letter than its own origin,
    /// and, of those typed behind the same, the ones by lower clients.
    private mutating func integrate(_ letter: Letter) {
        let left = letter.origin.flatMap { place(of: $0) } ?? -1
        let right = letter.rightOrigin.flatMap { place(of: $0) } ?? letters.count
        var destination = left + 1
        var isTied = false
        for place in left + 1..<max(right, left + 1) {
            let rival = letters[place]
            let rivalLeft = rival.origin.flatMap { self.place(of: $0) } ?? -1
            let rivalRight = rival.rightOrigin.flatMap { self.place(of: $0) } ?? letters.count
            if rivalLeft < left { break }
            if rivalLeft == left {
                if rival.id.client < letter.id.client {
                    isTied = false
                } else if rivalRight == right {
                    break
                } else {
                    isTied = true
                }
            }
            if !isTied { destination = place + 1 }
        }
        letters.insert(letter, at: destination)
    }

    // MARK: Finding

    private func place(of id: ID) -> Int? { letters.firstIndex { $0.id == id } }

    private func clock(of client: ClientID) -> Clock { Clock(letters.count { $0.id.client == client }) }

    /// The place of the `index`th letter a reader sees.
    private func visible(_ index: Int) -> Int { letters.indices.filter { !letters[$0].isDeleted }[index] }
}
