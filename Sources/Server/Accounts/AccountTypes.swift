public import Committee

/// Seconds since 1970.
public typealias UnixTime = Int

/// A code for one member, shown once: only its hash is kept.
public struct Invitation: Hashable, Sendable {
    public var code: InvitationCode
    public var committee: String
    public var participant: Participant
    public var expires: UnixTime
}

/// A token, shown once: only its hash is kept.
public struct IssuedToken: Hashable, Sendable {
    /// `bpt_` and 32 random bytes in base64url.
    public var token: String
    public var expires: UnixTime
}

/// The answer to a code that was good.
public struct Joined: Hashable, Sendable {
    public var committee: String
    public var participant: Participant
    public var token: IssuedToken
}

/// What a member had and has no more.
public struct Revocation: Hashable, Sendable {
    public var participant: Participant
    public var hadKey: Bool
    public var tokens: Int
    public var codes: Int
}

/// Whom a token stands for.
public struct Authenticated: Hashable, Sendable {
    public var committee: String
    public var participant: Participant
    public var expires: UnixTime
}
