// Each name of a page is stored once and then known by a number, so that comparing names is comparing
// numbers, and a page with ten thousand links holds the letter a once.

/// The names of elements and attributes of one document.
struct Names: Sendable {
  /// The number of a name.
  typealias ID = UInt32

  /// The names as strings, made once: they are asked for at every element.
  private var texts: [String] = []
  private var traits: [Traits] = []
  private var bytes: [UInt8] = []
  /// Where each name ends in `bytes`; the next begins there.
  private var ends: [UInt32] = []
  /// An open hash table of numbers plus one; 0 is an empty slot.
  private var slots = [UInt32](repeating: 0, count: 256)

  init() {
    bytes.reserveCapacity(1024)
    ends.reserveCapacity(128)
  }

  subscript(id: ID) -> String { texts[Int(id)] }

  func traits(of id: ID) -> Traits { traits[Int(id)] }

  /// The number of a name, if the document has it.
  func id(of name: String) -> ID? {
    var name = name
    return name.withUTF8 { find(UnsafeRawBufferPointer($0)).id }
  }

  /// The number of a name, a new one if need be.
  mutating func intern(_ name: UnsafeRawBufferPointer) -> ID {
    let (found, slot) = find(name)
    if let found { return found }
    let id = ID(ends.count)
    bytes.append(contentsOf: name)
    ends.append(UInt32(bytes.count))
    let text = String(decoding: name, as: UTF8.self)
    texts.append(text)
    traits.append(Traits(text))
    slots[slot] = id + 1
    if ends.count * 2 > slots.count { grow() }
    return id
  }

  private func range(of id: ID) -> Range<Int> {
    (id == 0 ? 0 : Int(ends[Int(id) - 1]))..<Int(ends[Int(id)])
  }

  /// The number of a name, or the slot its number belongs in.
  private func find(_ name: UnsafeRawBufferPointer) -> (id: ID?, slot: Int) {
    var slot = hash(name) & (slots.count - 1)
    while slots[slot] != 0 {
      let id = slots[slot] - 1
      let range = range(of: id)
      if range.count == name.count, bytes[range].elementsEqual(name) { return (id, slot) }
      slot = (slot + 1) & (slots.count - 1)
    }
    return (nil, slot)
  }

  /// The standard library's hash is seeded, so nobody can write a page whose names all collide.
  private func hash(_ name: UnsafeRawBufferPointer) -> Int {
    var hasher = Hasher()
    hasher.combine(bytes: name)
    return hasher.finalize()
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: slots.count * 2)
    bytes.withUnsafeBytes { all in
      for id in 0..<ends.count {
        let slot = find(UnsafeRawBufferPointer(rebasing: all[range(of: ID(id))])).slot
        slots[slot] = UInt32(id) + 1
      }
    }
  }
}
