public import RoomLog

/// Why the accounts could not do what was asked.
public enum AccountFailure: Error, Hashable, Sendable {
    /// No committee of that id was imported; `known` are those there are.
    case unknownCommittee(String, known: [String])
    /// The committee has no such member; `known` are those it has.
    case unknownMember(String, committee: String, known: [String])
    /// The file of the accounts could not be read or written.
    case storage(LogFailure)
}

/// One sentence: the fault and the remedy.
extension AccountFailure: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unknownCommittee(let id, let known) where known.isEmpty:
            "there is no committee \(id) and no other; `bipartite-server committee import FILE` brings one in"
        case .unknownCommittee(let id, let known):
            "there is no committee \(id); there is \(known.joined(separator: ", "))"
        case .unknownMember(let id, let committee, let known):
            "\(committee) has no member \(id); its members are \(known.joined(separator: ", "))"
        case .storage(let failure):
            failure.description
        }
    }
}

/// Why a code did not let somebody in.
public enum JoinFailure: Error, Hashable, Sendable {
    /// The check character does not fit: a slip of the finger.
    case mistyped
    case unknown
    case used
    case expired
    /// The key is not an Ed25519 public key of 32 bytes.
    case unusableKey
    case storage(LogFailure)

    /// As `Protocol/sync.md` names it.
    public var code: String {
        switch self {
        case .mistyped: "code_mistyped"
        case .unknown: "code_unknown"
        case .used: "code_used"
        case .expired: "code_expired"
        case .unusableKey: "key_unusable"
        case .storage: "storage"
        }
    }

    public var message: String {
        switch self {
        case .mistyped: "The code is mistyped."
        case .unknown: "No such code was given out here."
        case .used: "The code has been used already."
        case .expired: "The code has expired."
        case .unusableKey: "The public key is not an Ed25519 key of 32 bytes."
        case .storage(let failure): "The server could not register the key: \(failure)."
        }
    }

    public var remedy: String {
        switch self {
        case .mistyped: "Compare it with the slip, character by character, and type it again."
        case .unknown: "Check the server's address on the slip, or ask your side for a new code."
        case .used: "If it was not you, tell your side at once; ask your side for a new code."
        case .expired: "A code is good for 14 days: ask your side for a new code."
        case .unusableKey: "Join with a current Bipartite client."
        case .storage: "Tell the person who runs the server, and try the same code again."
        }
    }
}

/// Why a token was not renewed. Unknown members and wrong signatures get the same answer.
public enum RenewFailure: Error, Hashable, Sendable {
    /// The challenge is unknown, used or too old, or the signature is not the member's.
    case refused
    case storage(LogFailure)

    public var code: String {
        switch self {
        case .refused: "renewal_refused"
        case .storage: "storage"
        }
    }

    public var message: String {
        switch self {
        case .refused: "The server takes no signature of this member's key."
        case .storage(let failure): "The server could not issue a token: \(failure)."
        }
    }

    public var remedy: String {
        switch self {
        case .refused:
            "The key may have been made void: ask your side for a new code and join again."
        case .storage: "Tell the person who runs the server, and try again."
        }
    }
}
