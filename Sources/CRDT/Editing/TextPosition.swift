/// A place between two items of a text, with the formats in force there. Yjs: `ItemTextListPosition`.
struct TextPosition {
    var left = ItemIndex.none
    var right = ItemIndex.none
    /// Formats in force; a key that is not named has none.
    var attributes: Attributes = [:]

    /// The format in force; none is `null`.
    func value(_ key: String) -> AnyValue { attributes[key] ?? .null }
}

extension Engine {
    /// Steps over the right item. Yjs: `ItemTextListPosition#forward` and `updateCurrentAttributes`.
    func forward(_ position: inout TextPosition) {
        let item = items[position.right]
        if !item.isDeleted, let (key, value) = contents.format(of: item) {
            position.attributes[key] = value == .null ? nil : value
        }
        position.left = position.right
        position.right = item.right
    }

    /// The place before the `index`th visible element. Follows `findPosition` in Yjs 13.6.
    mutating func position(at index: Int, in text: TypeIndex) -> TextPosition {
        precondition(index >= 0 && index <= types[text].length, "a position lies within the text")
        guard types[text].hasFormats else {
            let (left, right) = neighbours(at: index, in: text)
            return TextPosition(left: left, right: right)
        }
        var position = TextPosition(right: types[text].start)
        var rest = index
        while rest > 0 {
            rest -= cutAndCount(position.right, at: rest)
            forward(&position)
        }
        return position
    }

    /// How many visible elements an item has, after cutting it where only `count` are wanted.
    mutating func cutAndCount(_ index: ItemIndex, at count: Int) -> Int {
        let item = items[index]
        guard item.isVisible else { return 0 }
        guard count < Int(item.length) else { return Int(item.length) }
        _ = itemStarting(at: item.id.advanced(by: Clock(count)))
        return count
    }
}
