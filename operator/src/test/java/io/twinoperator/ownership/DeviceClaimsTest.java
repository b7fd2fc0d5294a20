package io.twinoperator.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.twin.LeafPath;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class DeviceClaimsTest {

  private static final Owner OLD = owner("DeviceConfig", "plant", "b", "2026-01-01T00:00:00Z");
  private static final Owner YOUNG = owner("DeviceConfig", "plant", "a", "2026-02-01T00:00:00Z");
  private static final Owner YOUNGEST =
      owner("FleetRollout", "plant", "floor3", "2026-03-01T00:00:00Z");
  private static final LeafPath MIN = LeafPath.parse("desired.threshold.min");
  private static final LeafPath MAX = LeafPath.parse("desired.threshold.max");
  private static final LeafPath THRESHOLD = LeafPath.parse("desired.threshold");
  private static final LeafPath SITE = LeafPath.parse("tags.site");

  @Test
  void theOldestOwnerWinsALeaf() {
    DeviceClaims claims =
        DeviceClaims.of(
            List.of(new Claim(YOUNG, MIN), new Claim(OLD, MIN), new Claim(YOUNG, SITE)));

    assertThat(claims.ownerOf(MIN)).contains(OLD);
    assertThat(claims.winnerOver(YOUNG, MIN)).contains(OLD);
    assertThat(claims.winnerOver(OLD, MIN)).isEmpty();
  }

  @Test
  void theYoungerKeepsWhatTheOlderDoesNotList() {
    DeviceClaims claims =
        DeviceClaims.of(List.of(new Claim(OLD, MIN), new Claim(YOUNG, MIN), new Claim(YOUNG, MAX)));

    assertThat(claims.ownerOf(MAX)).contains(YOUNG);
    assertThat(claims.winnerOver(YOUNG, MAX)).isEmpty();
  }

  @Test
  void aClaimAlsoHoldsWhatIsAboveAndBelowIt() {
    DeviceClaims below = DeviceClaims.of(List.of(new Claim(OLD, MIN), new Claim(YOUNG, THRESHOLD)));
    assertThat(below.ownerOf(THRESHOLD)).as("an ancestor would replace it").contains(OLD);
    assertThat(below.winnerOver(YOUNG, THRESHOLD)).contains(OLD);
    assertThat(below.ownerOf(MAX)).as("beside the older's leaf").contains(YOUNG);

    DeviceClaims above = DeviceClaims.of(List.of(new Claim(OLD, THRESHOLD), new Claim(YOUNG, MIN)));
    assertThat(above.winnerOver(YOUNG, MIN)).contains(OLD);
  }

  @Test
  void onlyTheSamePathIsAClaimOnTheValueThere() {
    DeviceClaims claims =
        DeviceClaims.of(List.of(new Claim(YOUNG, THRESHOLD), new Claim(OLD, THRESHOLD)));

    assertThat(claims.claimantOf(THRESHOLD)).contains(OLD);
    assertThat(claims.claimantOf(MIN)).isEmpty();
  }

  @Test
  void theSameKeyInAnotherSectionIsAnotherLeaf() {
    DeviceClaims claims = DeviceClaims.of(List.of(new Claim(OLD, LeafPath.parse("desired.site"))));

    assertThat(claims.ownerOf(SITE)).isEmpty();
  }

  @Test
  void tiesGoByNamespaceThenName() {
    String born = "2026-01-01T00:00:00Z";
    Owner first = owner("FleetRollout", "a", "z", born);
    Owner second = owner("DeviceConfig", "b", "a", born);
    Owner third = owner("DeviceConfig", "b", "b", born);
    DeviceClaims claims =
        DeviceClaims.of(
            List.of(new Claim(third, MIN), new Claim(second, MIN), new Claim(first, MIN)));

    assertThat(claims.claims()).extracting(Claim::owner).containsExactly(first, second, third);
    assertThat(claims.winnerOver(third, MIN)).contains(first);
    assertThat(claims.winnerOver(second, MIN)).contains(first);
  }

  @Test
  void whoClaimsNothingYetSeesWhoIsThere() {
    DeviceClaims claims = DeviceClaims.of(List.of(new Claim(YOUNG, MIN)));

    assertThat(claims.winnerOver(YOUNGEST, MIN)).contains(YOUNG);
    assertThat(DeviceClaims.NONE.ownerOf(MIN)).isEmpty();
  }

  @Test
  void anOwnerReadsAsKindNamespaceAndName() {
    assertThat(OLD).hasToString("DeviceConfig plant/b");
  }

  @Property
  void theOrderOfTheClaimsDoesNotMatter(@ForAll Random random) {
    List<Claim> claims =
        new ArrayList<>(
            List.of(
                new Claim(OLD, MIN),
                new Claim(YOUNG, THRESHOLD),
                new Claim(YOUNGEST, MAX),
                new Claim(YOUNGEST, SITE)));
    DeviceClaims before = DeviceClaims.of(claims);
    Collections.shuffle(claims, random);
    DeviceClaims after = DeviceClaims.of(claims);

    for (LeafPath path : List.of(MIN, MAX, THRESHOLD, SITE)) {
      assertThat(after.ownerOf(path)).isEqualTo(before.ownerOf(path));
    }
  }

  private static Owner owner(String kind, String namespace, String name, String born) {
    return new Owner(kind, namespace, name, Instant.parse(born));
  }
}
