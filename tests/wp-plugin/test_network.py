"""The plugin on a network of sites."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.site import Options, Site, sources

CONSTANTS = """<?php
define( 'MULTISITE', true );
define( 'SUBDOMAIN_INSTALL', false );
define( 'DOMAIN_CURRENT_SITE', '{host}' );
define( 'PATH_CURRENT_SITE', '/' );
define( 'SITE_ID_CURRENT_SITE', 1 );
define( 'BLOG_ID_CURRENT_SITE', 1 );
"""
OWNER = """
return wp_insert_user( array( 'user_login' => 'owner', 'user_pass' => 'password',
    'user_email' => 'owner@shop.example', 'role' => 'administrator' ) );
"""
SAVE = """
$posted = array( 'sidecar_address' => 'elsewhere:1', 'hours' => '9 to 5' );
$kept   = Deskhand\\Settings_Form::sanitize( $posted );
return array( current_user_can( 'manage_options' ), $kept['sidecar_address'], $kept['hours'] );
"""
FORM = """
require_once ABSPATH . 'wp-admin/includes/admin.php';
ob_start();
( new Deskhand\\Settings_Form( new Deskhand\\Settings() ) )->render();
return ob_get_clean();
"""

ACTIVATE = """
$other = wp_insert_site( array( 'domain' => DOMAIN_CURRENT_SITE, 'path' => '/second/' ) );
update_blog_option( $other, 'rewrite_rules', array( 'old' => 'index.php' ) );
do_action( 'activate_' . plugin_basename( Deskhand\\PLUGIN_FILE ), true );
return array( (bool) preg_grep( '/^faq-answer/', array_keys( get_option( 'rewrite_rules' ) ) ),
    get_blog_option( $other, 'rewrite_rules' ) );
"""

FOR_THE_NETWORK = """
$ability = WP_Abilities_Registry::get_instance()->register( 'gifts/check', array(
    'label' => 'Gifts', 'description' => 'Gifts.', 'category' => 'deskhand',
    'execute_callback' => fn() => 'Gifts.',
    'permission_callback' => fn() => current_user_can( 'manage_network' ) ) );
$before  = get_current_user_id();
$why_not = ( new Deskhand\\Plugin_Ability( $ability ) )->why_not();
return array( $why_not, get_current_user_id() === $before && is_super_admin() );
"""


@pytest.fixture(scope="module")
def network() -> Iterator[Site]:
    with Site.start(Options(sidecar=False, paired=False, indexed=False)) as site:
        site.wp("core", "multisite-convert")
        config = site.wordpress.docroot / "wp-config.php"
        constants = CONSTANTS.format(host=site.url.removeprefix("http://"))
        text = config.read_text().replace("<?php", constants, 1)
        config.write_text(text.replace("'DESKHAND_ADDRESS'", "'NOT_FIXED'"))
        yield site


@pytest.mark.skipif(sources.wp_cli() is None, reason="WP-CLI is not here")
def test_only_the_networks_administrator_says_where_the_sidecar_is(network: Site) -> None:
    owner = network.php(OWNER)
    before = network.php("return Deskhand\\Settings::load()->sidecar_address;")
    assert network.php(SAVE, user=owner) == [True, before, "9 to 5"]
    assert "Only an administrator of the network" in network.php(FORM, user=owner)
    assert network.php(SAVE) == [True, "elsewhere:1", "9 to 5"]
    assert "Only an administrator of the network" not in network.php(FORM)


@pytest.mark.skipif(sources.wp_cli() is None, reason="WP-CLI is not here")
def test_every_site_of_the_network_learns_the_addresses_of_answers(network: Site) -> None:
    assert network.php(ACTIVATE) == [True, False]  # made anew when it is next opened


@pytest.mark.skipif(sources.wp_cli() is None, reason="WP-CLI is not here")
def test_what_is_for_the_networks_administrator_is_not_for_shoppers(network: Site) -> None:
    why_not, is_who_they_were = network.php(FOR_THE_NETWORK)
    assert "Only staff" in why_not
    assert is_who_they_were
