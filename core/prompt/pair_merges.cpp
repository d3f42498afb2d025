#include "core/prompt/pair_merges.h"

#include <queue>
#include <tuple>

namespace reverie::prompt {
namespace {

/// A token of the word and its living neighbours; -1 = none. A token that was merged into its left one has id -1.
struct Link {
    int token;
    int left;
    int right;
};

struct Candidate {
    int rank;
    int at;  ///< of the left token
    int token;

    bool operator>(const Candidate& other) const { return std::tie(rank, at) > std::tie(other.rank, other.at); }
};

std::vector<Link> chain(const std::vector<int>& word)
{
    const int size = static_cast<int>(word.size());
    std::vector<Link> links;
    links.reserve(word.size());
    for (int i = 0; i < size; ++i)
        links.push_back({word[i], i - 1, i + 1 < size ? i + 1 : -1});
    return links;
}

void swallowRight(std::vector<Link>& links, int at, int token)
{
    Link& swallowed = links[links[at].right];
    links[at].token = token;
    links[at].right = swallowed.right;
    swallowed.token = -1;
    if (links[at].right >= 0)
        links[links[at].right].left = at;
}

}  // namespace

void PairMerges::add(int left, int right, int merged)
{
    m_merges.try_emplace(key(left, right), Merge{static_cast<int>(m_merges.size()), merged});
}

std::vector<int> PairMerges::merged(const std::vector<int>& word) const
{
    std::vector<Link> links = chain(word);
    std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> queue;
    const auto pairAt = [&](int at) {
        const bool isPair = at >= 0 && links[at].token >= 0 && links[at].right >= 0;
        return isPair ? find(links[at].token, links[links[at].right].token) : std::nullopt;
    };
    const auto offer = [&](int at) {
        if (const auto merge = pairAt(at))
            queue.push({merge->rank, at, merge->token});
    };
    for (int i = 0; i < static_cast<int>(links.size()); ++i)
        offer(i);
    while (!queue.empty()) {
        const Candidate best = queue.top();
        queue.pop();
        const auto merge = pairAt(best.at);
        if (!merge || merge->rank != best.rank)
            continue;  // one of the two was merged with another meanwhile
        swallowRight(links, best.at, best.token);
        offer(links[best.at].left);
        offer(best.at);
    }
    std::vector<int> tokens;
    for (int at = links.empty() ? -1 : 0; at >= 0; at = links[at].right)
        tokens.push_back(links[at].token);
    return tokens;
}

std::uint64_t PairMerges::key(int left, int right)
{
    return std::uint64_t{static_cast<std::uint32_t>(left)} << 32 | static_cast<std::uint32_t>(right);
}

std::optional<PairMerges::Merge> PairMerges::find(int left, int right) const
{
    const auto found = m_merges.find(key(left, right));
    return found == m_merges.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace reverie::prompt
