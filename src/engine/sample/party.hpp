// Party: borrowers, each drawn from its number alone, so that none has to be remembered.
#pragma once

#include <string>

#include "engine/sample/world.hpp"

namespace sample {

/// A firm, co-operative, care home, public body, financial institution or foreign company.
/// `bank` gives the territory of its own borrowers; null for a shared one. `fault` may be none.
Party make_unit(World const& world, Institution const* bank, uint64_t number, Fault fault);

/// A person, as consumer, student, sole trader, owner, farmer or starter.
Party make_person(World const& world, Institution const* bank, uint64_t number, Fault fault);

/// An invented name, plainly marked as an example.
void append_party_name(std::string& out, Party const& party);

/// A class for the use of a person's operating loan.
Industry person_use(Party const& party, Institution const& bank, Random& random);

}  // namespace sample
