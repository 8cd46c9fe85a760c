/// Map keys and names, each held once.
struct KeyTable: Sendable {
    private var names: ContiguousArray<String> = []
    private var places: [ExactName: KeyIndex] = [:]

    subscript(index: KeyIndex) -> String { names[Int(index.rawValue)] }

    /// The place of a name, if it was ever used.
    func find(_ name: String) -> KeyIndex? { places[ExactName(name)] }

    mutating func intern(_ name: String) -> KeyIndex {
        let exact = ExactName(name)
        if let place = places[exact] { return place }
        let place = KeyIndex(rawValue: UInt32(names.count))
        names.append(name)
        places[exact] = place
        return place
    }
}
