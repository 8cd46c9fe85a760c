/// Map keys and names, each held once.
struct KeyTable: Sendable {
    private var names: ContiguousArray<String> = []
    private var places: [String: KeyIndex] = [:]

    subscript(index: KeyIndex) -> String { names[Int(index.rawValue)] }

    /// The place of a name, if it was ever used.
    func find(_ name: String) -> KeyIndex? { places[name] }

    mutating func intern(_ name: String) -> KeyIndex {
        if let place = places[name] { return place }
        let place = KeyIndex(rawValue: UInt32(names.count))
        names.append(name)
        places[name] = place
        return place
    }
}
