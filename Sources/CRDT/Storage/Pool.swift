/// An arena of plain structs addressed by 32-bit indexes: no reference counting between items, nothing is
/// freed.
///
/// A slot that is released is used again; nobody may hold its index any longer. The only type of the engine
/// that holds a pointer: safe, because every index is checked, and the memory has one owner, which frees it.
@safe
struct Pool<Element: BitwiseCopyable, Index: ArenaIndex>: ~Copyable {
    private var base: UnsafeMutablePointer<Element>
    private var capacity: Int
    private(set) var count = 0
    private var free: ContiguousArray<Index> = []

    init(capacity: Int = 8) {
        self.capacity = capacity
        unsafe base = .allocate(capacity: capacity)
    }

    deinit { unsafe base.deallocate() }

    subscript(index: Index) -> Element {
        unsafeAddress { unsafe UnsafePointer(place(of: index)) }
        unsafeMutableAddress { unsafe place(of: index) }
    }

    private func place(of index: Index) -> UnsafeMutablePointer<Element> {
        precondition(Int(index.rawValue) < count, "an index of an arena names one of its elements")
        return unsafe base + Int(index.rawValue)
    }

    func contains(_ index: Index) -> Bool { Int(index.rawValue) < count }

    mutating func add(_ element: Element) -> Index {
        if let index = free.popLast() {
            self[index] = element
            return index
        }
        precondition(count < Int(UInt32.max), "an arena holds at most 2^32 - 1 elements")
        if count == capacity { grow() }
        unsafe (base + count).initialize(to: element)
        count += 1
        return Index(rawValue: UInt32(count - 1))
    }

    mutating func release(_ index: Index) {
        free.append(index)
    }

    /// Room for that many elements more, so that adding them moves nothing. It grows by half at least: who
    /// asks again and again does not move all of them each time.
    mutating func reserve(_ more: Int) {
        let wanted = count + more
        if wanted > capacity { resize(to: max(wanted, capacity + capacity / 2)) }
    }

    /// The same elements under the same indexes.
    borrowing func clone() -> Pool {
        var copy = Pool(capacity: capacity)
        unsafe copy.base.initialize(from: base, count: count)
        copy.count = count
        copy.free = free
        return copy
    }

    private mutating func grow() { resize(to: capacity * 2) }

    private mutating func resize(to wanted: Int) {
        let larger = UnsafeMutablePointer<Element>.allocate(capacity: wanted)
        unsafe larger.moveInitialize(from: base, count: count)
        unsafe base.deallocate()
        unsafe base = larger
        capacity = wanted
    }
}

extension Pool where Element == UInt8 {
    /// Adds a byte. The hot line of every writer.
    @inline(__always)
    mutating func push(_ byte: UInt8) {
        if count == capacity { grow() }
        unsafe (base + count).initialize(to: byte)
        count += 1
    }

    /// Adds a number in lib0's variable length: seven bits a byte, the lowest first.
    @inline(__always)
    mutating func pushVarUint(_ value: UInt64) {
        if capacity - count < 10 { resize(to: capacity * 2 + 10) }
        var rest = value
        var at = count
        while rest >= 0x80 {
            unsafe base[at] = UInt8(truncatingIfNeeded: rest) | 0x80
            rest >>= 7
            at += 1
        }
        unsafe base[at] = UInt8(truncatingIfNeeded: rest)
        count = at + 1
    }

    @inline(__always)
    mutating func append(copying more: Span<UInt8>) {
        if more.count > capacity - count { resize(to: max(capacity * 2, count + more.count)) }
        unsafe more.withUnsafeBufferPointer { source in
            guard let from = source.baseAddress else { return }
            unsafe (base + count).initialize(from: from, count: source.count)
        }
        count += more.count
    }

    /// Room for that many bytes more; `put` and `putShort` need it to be there.
    @inline(__always)
    mutating func makeRoom(_ more: Int) {
        if capacity &- count < more { resize(to: max(capacity * 2, count + more)) }
    }

    /// Adds a byte and up to five numbers: with each client a clock. After one look at the room each number
    /// takes eight bytes of it, whatever its length: one store, and nothing to decide.
    @inline(__always)
    mutating func put(
        _ first: UInt8, _ second: (client: VarWord, clock: Clock)?,
        _ third: (client: VarWord, clock: Clock)?, _ last: Clock
    ) {
        precondition(capacity &- count >= 48, "room is made before bytes are put")
        var place = unsafe UnsafeMutableRawPointer(base + count)
        unsafe Self.store(VarWord(byte: first), at: &place)
        if let second {
            unsafe Self.store(second.client, at: &place)
            unsafe Self.store(VarWord(second.clock), at: &place)
        }
        if let third {
            unsafe Self.store(third.client, at: &place)
            unsafe Self.store(VarWord(third.clock), at: &place)
        }
        unsafe Self.store(VarWord(last), at: &place)
        count = unsafe place - UnsafeMutableRawPointer(base)
    }

    /// A `VarWord` has at most eight bytes, so the place stays within six times eight.
    @unsafe
    @inline(__always)
    private static func store(_ number: VarWord, at place: inout UnsafeMutableRawPointer) {
        unsafe place.storeBytes(of: number.bytes.littleEndian, as: UInt64.self)
        unsafe place += number.length
    }

    /// Adds the first bytes, at most 32, of a source that has 32 from `start` on: two moves, whatever the
    /// length.
    @inline(__always)
    mutating func putShort(_ source: Span<UInt8>, from start: Int, length: Int) {
        precondition(capacity &- count >= 32, "room is made before bytes are put")
        precondition(
            start >= 0 && start <= source.count - 32 && length >= 0 && length <= 32,
            "a short source has 32 bytes")
        unsafe source.withUnsafeBytes { bytes in
            let both = unsafe bytes.loadUnaligned(fromByteOffset: start, as: SIMD32<UInt8>.self)
            unsafe UnsafeMutableRawPointer(base + count).storeBytes(of: both, as: SIMD32<UInt8>.self)
        }
        count &+= length
    }

    /// All bytes, as an array of its own.
    var array: [UInt8] { unsafe Array(UnsafeBufferPointer(start: base, count: count)) }

    mutating func clear() { count = 0 }
}
