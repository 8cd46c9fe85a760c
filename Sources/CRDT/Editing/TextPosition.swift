/// A place between two items of a text, with the formats in force there. Yjs: `ItemTextListPosition`.
struct TextPosition {
    var left = ItemIndex.none
    var right = ItemIndex.none
    /// Formats in force; a key that is not named has none.
    var attributes: Attributes = [:]

    /// Steps over the right item. Yjs: `forward`.
    mutating func forward(in engine: Engine) {
        let item = engine.items[right.rawValue]
        if case .format(let key, let value) = item.content, !item.isDeleted { set(key, value) }
        left = right
        right = item.right
    }

    /// Yjs: `updateCurrentAttributes`.
    mutating func set(_ key: String, _ value: AnyValue) { attributes[key] = value == .null ? nil : value }

    /// The format in force; none is `null`.
    func value(_ key: String) -> AnyValue { attributes[key] ?? .null }
}

extension Engine {
    /// The place before the `index`th visible element. Follows `findPosition` in Yjs 13.6.
    mutating func position(at index: Int, in text: TypeIndex) -> TextPosition {
        precondition(index >= 0 && index <= types[text.rawValue].length, "a position lies within the text")
        var position = TextPosition(right: types[text.rawValue].start)
        var rest = index
        while rest > 0 {
            rest -= cutAndCount(position.right, at: rest)
            position.forward(in: self)
        }
        return position
    }

    /// How many visible elements an item has, after cutting it where only `count` are wanted.
    mutating func cutAndCount(_ index: ItemIndex, at count: Int) -> Int {
        let item = items[index.rawValue]
        guard item.isVisible else { return 0 }
        guard count < Int(item.length) else { return Int(item.length) }
        _ = itemStarting(at: ID(client: item.id.client, clock: item.id.clock + Clock(count)))
        return count
    }
}
