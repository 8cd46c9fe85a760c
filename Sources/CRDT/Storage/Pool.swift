/// An arena of plain structs addressed by 32-bit indexes: no reference counting between items, nothing moves.
///
/// A slot that is released is used again; nobody may hold its index any longer.
struct Pool<Element: Sendable>: Sendable {
    private var elements: ContiguousArray<Element> = []
    private var free: ContiguousArray<UInt32> = []

    subscript(index: UInt32) -> Element {
        get { elements[Int(index)] }
        _modify { yield &elements[Int(index)] }
    }

    var count: Int { elements.count }

    func contains(_ index: UInt32) -> Bool { Int(index) < elements.count }

    mutating func add(_ element: Element) -> UInt32 {
        if let index = free.popLast() {
            elements[Int(index)] = element
            return index
        }
        precondition(elements.count < Int(UInt32.max), "an arena holds at most 2^32 - 1 elements")
        elements.append(element)
        return UInt32(elements.count - 1)
    }

    mutating func release(_ index: UInt32) {
        free.append(index)
    }
}
