/// The text of all runs, apart from their structure: per client one row of bytes and one of UTF-16 units.
///
/// A client's text is written in the order of its clocks. So the run that grows ends where its row ends,
/// and two runs that become one already lie side by side. ASCII, which is most text, takes a byte a letter
/// and goes out as it lies; a run with any other letter lies in units, which clocks count in.
struct TextStore: Sendable {
    private struct Rows: Sendable {
        var ascii: ContiguousArray<UInt8> = []
        var wide: ContiguousArray<UInt16> = []
        /// Letters no run needs any more.
        var deadCount = 0
    }

    private var rows: ContiguousArray<Rows> = []

    private mutating func prepare(_ client: ClientIndex) -> Int {
        let place = Int(client.rawValue)
        while rows.count <= place { rows.append(Rows()) }
        return place
    }

    // MARK: Writing

    /// Takes text in at the end of a client's row; `utf8` must be valid UTF-8.
    mutating func add(_ utf8: Span<UInt8>, isASCII: Bool, of client: ClientIndex) -> ContentPlace {
        let row = prepare(client)
        guard !isASCII else {
            let start = rows[row].ascii.count
            Self.append(utf8, to: &rows[row].ascii)
            return ContentPlace(kind: .string, offset: UInt32(start))
        }
        let start = rows[row].wide.count
        Self.append(utf8, to: &rows[row].wide)
        return ContentPlace(kind: .string, offset: UInt32(start), isWide: true)
    }

    mutating func add(_ units: [UInt16], of client: ClientIndex) -> ContentPlace {
        let row = prepare(client)
        if units.allSatisfy({ $0 < 0x80 }) {
            let start = rows[row].ascii.count
            rows[row].ascii.append(contentsOf: units.lazy.map { UInt8($0) })
            return ContentPlace(kind: .string, offset: UInt32(start))
        }
        let start = rows[row].wide.count
        rows[row].wide.append(contentsOf: units)
        return ContentPlace(kind: .string, offset: UInt32(start), isWide: true)
    }

    /// Continues a run that ends where its client's row ends; false if it does not, or its kind of row cannot
    /// hold the text.
    mutating func grow(_ item: Item, by utf8: Span<UInt8>, isASCII: Bool) -> Bool {
        let row = Int(item.id.client.rawValue)
        let end = Int(item.content.offset) + Int(item.length)
        if item.content.isWide {
            guard end == rows[row].wide.count else { return false }
            Self.append(utf8, to: &rows[row].wide)
            return true
        }
        guard isASCII, end == rows[row].ascii.count else { return false }
        Self.append(utf8, to: &rows[row].ascii)
        return true
    }

    private static func append(_ utf8: Span<UInt8>, to bytes: inout ContiguousArray<UInt8>) {
        for at in utf8.indices { bytes.append(utf8[at]) }
    }

    private static func append(_ utf8: Span<UInt8>, to units: inout ContiguousArray<UInt16>) {
        guard let text = try? UTF8Span(validating: utf8) else {
            preconditionFailure("text is valid UTF-8 before it is stored")
        }
        var scalars = text.makeUnicodeScalarIterator()
        while let scalar = scalars.next() { units.append(contentsOf: scalar.utf16) }
    }

    // MARK: Reading

    /// A run's text as UTF-16 units.
    func units(of item: Item) -> [UInt16] {
        let row = Int(item.id.client.rawValue)
        let range = item.content.start..<item.content.start + Int(item.length)
        return item.content.isWide
            ? Array(rows[row].wide[range]) : rows[row].ascii[range].map { UInt16($0) }
    }

    /// A run's text from an element on, as UTF-8 with the number of bytes before it.
    func write(_ item: Item, dropping count: Clock, to sink: inout ByteSink) {
        let row = Int(item.id.client.rawValue)
        let range = (item.content.start + Int(count))..<(item.content.start + Int(item.length))
        if item.content.isWide {
            let wide = rows[row].wide
            let units = wide.span.extracting(range)
            sink.writeVarUint(UInt32(ByteSink.utf8Count(units)))
            sink.writeUTF8(units)
        } else {
            let ascii = rows[row].ascii
            sink.writeVarUint(UInt32(range.count))
            sink.write(ascii.span.extracting(range))
        }
    }

    /// A run's text at the end of a string that is being put together.
    func append(_ item: Item, to utf8: inout ByteSink) {
        let row = Int(item.id.client.rawValue)
        let range = item.content.start..<(item.content.start + Int(item.length))
        if item.content.isWide {
            let wide = rows[row].wide
            utf8.writeUTF8(wide.span.extracting(range))
        } else {
            let ascii = rows[row].ascii
            utf8.write(ascii.span.extracting(range))
        }
    }

    // MARK: Cutting and joining

    /// A cut between the halves of a surrogate pair leaves U+FFFD on both sides, as in Yjs.
    mutating func cut(_ item: Item, at count: Clock) {
        guard item.content.isWide else { return }
        let row = Int(item.id.client.rawValue)
        let at = item.content.start + Int(count)
        if rows[row].wide[at - 1] & 0xFC00 == 0xD800, rows[row].wide[at] & 0xFC00 == 0xDC00 {
            rows[row].wide[at - 1] = 0xFFFD
            rows[row].wide[at] = 0xFFFD
        }
    }

    /// Makes one run of two that follow each other in their client's clocks; returns its place.
    mutating func join(_ left: Item, _ right: Item) -> ContentPlace {
        let end = left.content.start + Int(left.length)
        if left.content.isWide == right.content.isWide, end == right.content.start {
            return left.content
        }
        // Letters of the two kinds of row, or a hole between: both go to the end of the wide row.
        let row = Int(left.id.client.rawValue)
        let isAtEnd = left.content.isWide && end == rows[row].wide.count
        let start = isAtEnd ? left.content.start : rows[row].wide.count
        if !isAtEnd {
            rows[row].wide += units(of: left)
            rows[row].deadCount += Int(left.length)
        }
        rows[row].wide += units(of: right)
        rows[row].deadCount += Int(right.length)
        return ContentPlace(kind: .string, offset: UInt32(start), isWide: true)
    }

    // MARK: Room

    mutating func release(_ item: Item) {
        rows[Int(item.id.client.rawValue)].deadCount += Int(item.length)
    }

    /// Room for a text of that many letters, so that adding it moves nothing. It grows by half at least, as
    /// that of a `Pool`.
    mutating func reserve(_ letters: Int, of client: ClientIndex) {
        let row = prepare(client)
        let wanted = rows[row].ascii.count + letters
        let capacity = rows[row].ascii.capacity
        if wanted > capacity { rows[row].ascii.reserveCapacity(max(wanted, capacity + capacity / 2)) }
    }

    /// A client's row of ASCII.
    func ascii(of client: ClientIndex) -> ContiguousArray<UInt8> {
        let row = Int(client.rawValue)
        return row < rows.count ? rows[row].ascii : []
    }

    /// Letters in a client's rows.
    func letterCount(of client: ClientIndex) -> Int {
        let row = Int(client.rawValue)
        return row < rows.count ? rows[row].ascii.count + rows[row].wide.count * 3 : 0
    }

    /// Whether most of a client's rows is letters nobody needs.
    func isWasteful(_ client: ClientIndex) -> Bool {
        let row = Int(client.rawValue)
        guard row < rows.count, rows[row].deadCount > 4096 else { return false }
        return rows[row].deadCount * 2 > rows[row].ascii.count + rows[row].wide.count
    }

    /// The client's rows, to be written anew run by run.
    mutating func takeRows(of client: ClientIndex) -> TextStore {
        var old = TextStore()
        _ = old.prepare(client)
        swap(&old.rows[Int(client.rawValue)], &rows[Int(client.rawValue)])
        return old
    }

    /// Copies a run from its old rows; returns its new place.
    mutating func take(_ item: Item, from old: borrowing TextStore) -> ContentPlace {
        let row = Int(item.id.client.rawValue)
        let range = item.content.start..<item.content.start + Int(item.length)
        var place = item.content
        if place.isWide {
            place.offset = UInt32(rows[row].wide.count)
            rows[row].wide += old.rows[row].wide[range]
        } else {
            place.offset = UInt32(rows[row].ascii.count)
            rows[row].ascii += old.rows[row].ascii[range]
        }
        return place
    }
}
