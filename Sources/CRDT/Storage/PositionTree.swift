/// Order-statistic trees over the items of long lists: from a position to its item and back in logarithmic
/// time.
///
/// One arena holds the nodes of all lists; a list without a tree is walked. A leaf names items, an inner
/// node names nodes, and beside each name stands how many elements a reader counts below it. Items name
/// their leaf. Nodes that run full are halved; a node that runs empty is taken out; nothing is balanced
/// otherwise.
struct PositionTree: ~Copyable {
    struct Node: BitwiseCopyable {
        /// Items of a leaf, or nodes.
        var children = InlineArray<16, UInt32>(repeating: .max)
        /// Visible elements below each child.
        var lengths = InlineArray<16, Clock>(repeating: 0)
        var count = 0
        var parent = NodeIndex.none
        let isLeaf: Bool

        static let countMax = 16

        var total: Clock {
            var sum: Clock = 0
            for slot in 0..<count { sum &+= lengths[slot] }
            return sum
        }

        func slot(of child: UInt32) -> Int {
            for slot in 0..<count where children[slot] == child { return slot }
            preconditionFailure("a node names its children")
        }

        mutating func put(_ child: UInt32, _ length: Clock, at slot: Int) {
            var place = count
            while place > slot {
                children[place] = children[place - 1]
                lengths[place] = lengths[place - 1]
                place -= 1
            }
            children[slot] = child
            lengths[slot] = length
            count += 1
        }

        mutating func take(at slot: Int) {
            count -= 1
            for place in slot..<count {
                children[place] = children[place + 1]
                lengths[place] = lengths[place + 1]
            }
        }
    }

    var nodes = Pool<Node, NodeIndex>()
    /// What the ancestors of one leaf do not count yet: typing changes one leaf again and again.
    private var lateLeaf = NodeIndex.none
    private var lateChange: Clock = 0

    init() {}

    borrowing func clone() -> PositionTree {
        var copy = PositionTree()
        copy.nodes = nodes.clone()
        copy.lateLeaf = lateLeaf
        copy.lateChange = lateChange
        return copy
    }

    // MARK: Seeking

    /// The item that holds the `number`th visible element, counted from 1, and how many stand before it.
    mutating func seek(_ number: Int, from root: NodeIndex) -> (item: ItemIndex, start: Int) {
        catchUp()
        var rest = number
        var node = root
        while true {
            var slot = 0
            while slot < nodes[node].count, Int(nodes[node].lengths[slot]) < rest {
                rest -= Int(nodes[node].lengths[slot])
                slot += 1
            }
            precondition(slot < nodes[node].count, "a position lies within the list")
            let child = nodes[node].children[slot]
            if nodes[node].isLeaf { return (ItemIndex(rawValue: child), number - rest) }
            node = NodeIndex(rawValue: child)
        }
    }

    /// Visible elements before an item.
    func start(of item: ItemIndex, in leaf: NodeIndex) -> Int {
        var start = 0
        var child = item.rawValue
        var node = leaf
        while node.isSome {
            let slot = nodes[node].slot(of: child)
            for before in 0..<slot { start += Int(length(of: before, in: node)) }
            child = node.rawValue
            node = nodes[node].parent
        }
        return start
    }

    // MARK: Changing

    /// An item has become longer or shorter to a reader.
    mutating func resize(_ item: ItemIndex, in leaf: NodeIndex, by change: Int) {
        let change = Clock(truncatingIfNeeded: change)
        nodes[leaf].lengths[nodes[leaf].slot(of: item.rawValue)] &+= change
        if leaf != lateLeaf {
            catchUp()
            lateLeaf = leaf
        }
        lateChange &+= change
    }

    /// Tells the ancestors of the late leaf what has changed in it.
    private mutating func catchUp() {
        guard lateLeaf.isSome else { return }
        let parent = nodes[lateLeaf].parent
        if lateChange != 0, parent.isSome { resize(lateLeaf.rawValue, of: parent, by: lateChange) }
        lateLeaf = .none
        lateChange = 0
    }

    /// Whether the late leaf is this node or below it.
    func isLate(_ node: NodeIndex) -> Bool {
        guard lateChange != 0 else { return false }
        var ancestor = lateLeaf
        while ancestor.isSome, ancestor != node { ancestor = nodes[ancestor].parent }
        return ancestor.isSome
    }

    /// What a node counts below one of its children, late changes included.
    func length(of slot: Int, in node: NodeIndex) -> Clock {
        let child = nodes[node].children[slot]
        let isLate = !nodes[node].isLeaf && isLate(NodeIndex(rawValue: child))
        return nodes[node].lengths[slot] &+ (isLate ? lateChange : 0)
    }

    private mutating func resize(_ child: UInt32, of node: NodeIndex, by change: Clock) {
        var child = child
        var node = node
        while node.isSome {
            let slot = nodes[node].slot(of: child)
            nodes[node].lengths[slot] &+= change
            child = node.rawValue
            node = nodes[node].parent
        }
    }

    /// A new item stands behind `left`, or first; `root` changes when the tree grows in height.
    mutating func insert(
        _ item: ItemIndex, after left: ItemIndex, root: inout NodeIndex,
        items: inout Pool<Item, ItemIndex>
    ) {
        catchUp()
        let length = items[item].visibleLength
        var leaf = left.isSome ? items[left].leaf : root
        if !left.isSome {
            while !nodes[leaf].isLeaf { leaf = NodeIndex(rawValue: nodes[leaf].children[0]) }
        }
        let slot = left.isSome ? nodes[leaf].slot(of: left.rawValue) + 1 : 0
        let place = put(item.rawValue, at: slot, of: leaf, root: &root, items: &items)
        items[item].leaf = place
        if length > 0 { resize(item, in: place, by: Int(length)) }
    }

    /// Takes in a child that counts nothing yet; returns the node that did.
    private mutating func put(
        _ child: UInt32, at slot: Int, of node: NodeIndex, root: inout NodeIndex,
        items: inout Pool<Item, ItemIndex>
    ) -> NodeIndex {
        guard nodes[node].count == Node.countMax else {
            nodes[node].put(child, 0, at: slot)
            return node
        }
        let half = Node.countMax / 2
        let upper = nodes.add(Node(isLeaf: nodes[node].isLeaf))
        for place in half..<Node.countMax {
            let moved = nodes[node].children[place]
            nodes[upper].put(moved, nodes[node].lengths[place], at: place - half)
            adopt(moved, by: upper, items: &items)
        }
        nodes[node].count = half
        let moved = nodes[upper].total
        let parent = nodes[node].parent
        if parent.isSome {
            let place = nodes[parent].slot(of: node.rawValue)
            nodes[upper].parent = put(
                upper.rawValue, at: place + 1, of: parent, root: &root, items: &items)
            resize(node.rawValue, of: nodes[node].parent, by: 0 &- moved)
            resize(upper.rawValue, of: nodes[upper].parent, by: moved)
        } else {
            root = nodes.add(Node(isLeaf: false))
            nodes[root].put(node.rawValue, nodes[node].total, at: 0)
            nodes[root].put(upper.rawValue, moved, at: 1)
            nodes[node].parent = root
            nodes[upper].parent = root
        }
        let taker = slot <= half ? node : upper
        nodes[taker].put(child, 0, at: slot <= half ? slot : slot - half)
        return taker
    }

    private mutating func adopt(
        _ child: UInt32, by node: NodeIndex, items: inout Pool<Item, ItemIndex>
    ) {
        if nodes[node].isLeaf {
            items[ItemIndex(rawValue: child)].leaf = node
        } else {
            nodes[NodeIndex(rawValue: child)].parent = node
        }
    }

    /// An item leaves its list.
    mutating func remove(_ item: ItemIndex, in leaf: NodeIndex, root: inout NodeIndex) {
        let slot = nodes[leaf].slot(of: item.rawValue)
        resize(item, in: leaf, by: -Int(nodes[leaf].lengths[slot]))
        catchUp()
        nodes[leaf].take(at: slot)
        var node = leaf
        while nodes[node].count == 0, case let parent = nodes[node].parent, parent.isSome {
            let slot = nodes[parent].slot(of: node.rawValue)
            nodes[parent].take(at: slot)
            nodes.release(node)
            node = parent
        }
        if nodes[node].count == 0, node == root {
            nodes.release(node)
            root = .none
        }
    }

    // MARK: Building

    /// A tree over a whole list, from the leaves up; returns its root.
    mutating func build(from start: ItemIndex, items: inout Pool<Item, ItemIndex>) -> NodeIndex {
        catchUp()
        // Three quarters full, so that the first insertions find room.
        let fill = Node.countMax * 3 / 4
        var level: ContiguousArray<NodeIndex> = []
        var next = start
        while next.isSome {
            let leaf = nodes.add(Node(isLeaf: true))
            while next.isSome, nodes[leaf].count < fill {
                nodes[leaf].put(next.rawValue, items[next].visibleLength, at: nodes[leaf].count)
                items[next].leaf = leaf
                next = items[next].right
            }
            level.append(leaf)
        }
        while level.count > 1 {
            var above: ContiguousArray<NodeIndex> = []
            var at = 0
            while at < level.count {
                let node = nodes.add(Node(isLeaf: false))
                for child in level[at..<min(at + fill, level.count)] {
                    nodes[node].put(child.rawValue, nodes[child].total, at: nodes[node].count)
                    nodes[child].parent = node
                }
                above.append(node)
                at += fill
            }
            level = above
        }
        return level.first ?? .none
    }

    /// The list of a tree is gone; its items no longer name their leaves.
    mutating func drop(_ root: NodeIndex) {
        catchUp()
        var waiting = [root]
        while let node = waiting.popLast() {
            if !nodes[node].isLeaf {
                for slot in 0..<nodes[node].count {
                    waiting.append(NodeIndex(rawValue: nodes[node].children[slot]))
                }
            }
            nodes.release(node)
        }
    }
}
